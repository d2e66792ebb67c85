"""Loads the outputs of builds in rdflib and checks that the forms of each graph agree: load_in_rdflib.py OUTPUT ..."""
import logging
import sys

import rdflib

# Literals that are no values of their datatype are terms all the same; rdflib says so of each, with a traceback.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def quads(folder, name, form):
    data = rdflib.Dataset()
    data.parse(f"{folder}/{name}", format=form)
    return {(s, p, o, getattr(g, "identifier", g)) for s, p, o, g in data.quads((None, None, None, None)) if g is not None}


def check(folder):
    nquads = quads(folder, "graph.nq", "nquads")
    lines = sum(1 for _ in open(f"{folder}/graph.nq", encoding="utf-8", newline="\n"))
    assert len(nquads) == lines, f"{len(nquads)} quads from {lines} lines"
    trig = quads(folder, "graph.trig", "trig")
    assert nquads == trig, f"N-Quads and TriG differ: {list(nquads ^ trig)[:3]}"
    turtle = set(rdflib.Graph().parse(f"{folder}/graph.ttl", format="turtle"))
    triples = {q[:3] for q in nquads}
    assert turtle == triples, f"Turtle differs: {list(turtle ^ triples)[:3]}"
    jsonld = {q[:3] for q in quads(folder, "graph.jsonld", "json-ld")}
    assert jsonld == triples, f"JSON-LD differs: {list(jsonld ^ triples)[:3]}"
    assert not any(isinstance(t, rdflib.BNode) for q in nquads for t in q), "blank nodes"
    print(f"{folder}: {lines} quads; N-Quads, TriG, Turtle and JSON-LD agree")


for output in sys.argv[1:]:
    check(output)
