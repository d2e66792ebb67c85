"""Runs pySHACL over a graph and its shapes, and compares its results with those of remit.

compare_with_pyshacl.py REMIT PROJECT...

Compared are focus node, component, severity, path and value of every result. The data is what remit builds of the project
without its shapes, as a project that breaks them is not built.
"""
import collections
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pyshacl
import rdflib
from rdflib import RDF
from rdflib.collection import Collection
from rdflib.namespace import SH

remit = sys.argv[1]


def ask(project, *args):
    return subprocess.run([remit, *args, "--project", str(project)], capture_output=True, text=True, check=False)


def built(project):
    """The graph of a project, all layers together."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "project"
        left_out = shutil.ignore_patterns("shapes", "output", "target", ".git", "expected")
        shutil.copytree(project, copy, ignore=left_out)
        ran = ask(copy, "build")
        if ran.returncode != 0:
            sys.exit(f"{project}: {ran.stderr}")
        quads = rdflib.Dataset()
        quads.parse(copy / "output/graph.nq", format="nquads")
        graph = rdflib.Graph()
        for subject, predicate, term, _ in quads.quads((None, None, None, None)):
            graph.add((subject, predicate, term))
        return graph


def path(graph, node):
    """A property path as text."""
    if isinstance(node, rdflib.URIRef):
        return str(node)
    if (node, RDF.first, None) in graph:
        return "(" + " ".join(path(graph, n) for n in Collection(graph, node)) + ")"
    for predicate, value in sorted(graph.predicate_objects(node)):
        return f"[{predicate} {path(graph, value)}]"
    return ""


def value(graph, node):
    """A value by its meaning: 31.50 and 31.5 are one number, as rdflib sees them."""
    if node is None:
        return ""
    return f"{node.toPython()!r} {node.datatype} {node.language}" if isinstance(node, rdflib.Literal) else str(node)


def results(report):
    rows = collections.Counter()
    for result in report.objects(None, SH.result):
        one = lambda predicate: report.value(result, predicate)  # noqa: E731
        found = one(SH.resultPath)
        rows[
            value(report, one(SH.focusNode)),
            str(one(SH.sourceConstraintComponent)).rsplit("#", 1)[-1],
            str(one(SH.resultSeverity)).rsplit("#", 1)[-1],
            path(report, found) if found is not None else "",
            # pySHACL leaves the value out where a component is asked by ASK; section 6.2.3 wants it.
            value(report, one(SH.value)) if one(SH.sourceConstraintComponent) in SH else "",
        ] += 1
    return rows


def compare(project):
    project = pathlib.Path(project)
    shapes, ontology = rdflib.Graph(), rdflib.Graph()
    for file in sorted((project / "ontology").glob("*.ttl")):
        ontology.parse(file, format="turtle")
    for file in sorted((project / "ontology/shapes").glob("*.ttl")):
        shapes.parse(file, format="turtle")
    core = pathlib.Path(__file__).parent.parent / "ontology/core.ttl"
    ontology.parse(core, format="turtle")
    ours = ask(project, "check", "--format", "shacl")
    if not ours.stdout:
        sys.exit(f"{project}: {ours.stderr}")
    # What remit sees as one graph: its layers and the ontology.
    data = built(project) + ontology
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none", meta_shacl=False)
    theirs = results(report)
    own = results(rdflib.Graph().parse(data=ours.stdout, format="turtle"))
    if own != theirs:
        for row in sorted((own - theirs).elements()):
            print("  remit alone:  ", *row, sep=" | ")
        for row in sorted((theirs - own).elements()):
            print("  pySHACL alone:", *row, sep=" | ")
        sys.exit(f"{project}: the results differ")
    print(f"{project}: {sum(own.values())} results, the same as those of pySHACL {pyshacl.__version__}")


for name in sys.argv[2:]:
    compare(name)
