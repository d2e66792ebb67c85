"""Loads the outputs of a build in rdflib and checks that the forms of the graph agree: load_in_rdflib.py OUTPUT"""
import sys
import rdflib

folder = sys.argv[1]


def quads(name, form):
    data = rdflib.Dataset()
    data.parse(f"{folder}/{name}", format=form)
    return {(s, p, o, getattr(g, "identifier", g)) for s, p, o, g in data.quads((None, None, None, None)) if g is not None}


nquads = quads("graph.nq", "nquads")
trig = quads("graph.trig", "trig")
lines = sum(1 for _ in open(f"{folder}/graph.nq", encoding="utf-8"))
assert len(nquads) == lines, f"{len(nquads)} quads from {lines} lines"
assert nquads == trig, f"N-Quads and TriG differ: {list(nquads ^ trig)[:3]}"
turtle = rdflib.Graph().parse(f"{folder}/graph.ttl", format="turtle")
assert set(turtle) == {(s, p, o) for s, p, o, _ in nquads}, "Turtle differs"
jsonld = quads("graph.jsonld", "json-ld")
assert {q[:3] for q in jsonld} == {q[:3] for q in nquads}, f"JSON-LD differs: {list({q[:3] for q in jsonld} ^ {q[:3] for q in nquads})[:3]}"
assert not any(isinstance(t, rdflib.BNode) for q in nquads for t in q), "blank nodes"
print(f"{lines} quads; N-Quads, TriG, Turtle and JSON-LD agree")
