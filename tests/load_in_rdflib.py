"""Loads the outputs of builds in rdflib and checks that the forms of each graph agree: load_in_rdflib.py OUTPUT ..."""
import logging
import sys

import rdflib
from rdflib.compare import to_canonical_graph

# Literals that are no values of their datatype are terms all the same; rdflib says so of each, with a traceback.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def quads(folder, name, form):
    data = rdflib.Dataset()
    data.parse(f"{folder}/{name}", format=form)
    return {(s, p, o, getattr(g, "identifier", g)) for s, p, o, g in data.quads((None, None, None, None)) if g is not None}


def named(quads):
    """The quads with names for the nodes without one, which are those of the ontology: the same for the same graph."""
    is_blank = lambda quad: any(isinstance(term, rdflib.BNode) for term in quad)
    blank = rdflib.Graph()
    for quad in filter(is_blank, quads):
        assert len(quad) == 3 or str(quad[3]).endswith("graph/ontology"), f"a blank node: {quad}"
        blank.add(quad[:3])
    return {quad[:3] for quad in quads if not is_blank(quad)} | set(to_canonical_graph(blank))


def check(folder):
    nquads = quads(folder, "graph.nq", "nquads")
    lines = sum(1 for _ in open(f"{folder}/graph.nq", encoding="utf-8", newline="\n"))
    assert len(nquads) == lines, f"{len(nquads)} quads from {lines} lines"
    graphs = lambda quads: {q for q in quads if not any(isinstance(term, rdflib.BNode) for term in q)}
    trig = quads(folder, "graph.trig", "trig")
    assert graphs(nquads) == graphs(trig), f"N-Quads and TriG differ: {list(graphs(nquads) ^ graphs(trig))[:3]}"
    triples = named(nquads)
    turtle = set(rdflib.Graph().parse(f"{folder}/graph.ttl", format="turtle"))
    jsonld = quads(folder, "graph.jsonld", "json-ld")
    for name, found in [("TriG", named(trig)), ("Turtle", named(turtle)), ("JSON-LD", named(jsonld))]:
        assert found == triples, f"{name} differs: {list(found ^ triples)[:3]}"
    print(f"{folder}: {lines} quads; N-Quads, TriG, Turtle and JSON-LD agree")


for output in sys.argv[1:]:
    check(output)
