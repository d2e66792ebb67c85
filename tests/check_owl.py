"""Held against an OWL 2 DL reasoner (HermiT): each ontology is accepted, consistent, and has no class that nothing can be in.

`check_owl.py CORE FOLDER...`: the Turtle files directly in each folder (or one file) are loaded together with the core
vocabulary. Needs rdflib, owlready2 (which brings HermiT) and Java.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

import owlready2
import rdflib

# What a DL reasoner must refuse: a number of values of a property that leads on. If it does not, this test tests nothing.
NON_SIMPLE = """
@prefix : <https://example.org/#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:partOf a owl:ObjectProperty, owl:TransitiveProperty .
:Post a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :partOf ;
  owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .
"""
UNDEFINED = """
@prefix : <https://example.org/#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Date a rdfs:Datatype . :on a owl:DatatypeProperty ; rdfs:range :Date . :Post a owl:Class .
"""
UNSATISFIABLE = """
@prefix : <https://example.org/#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:A a owl:Class . :B a owl:Class ; owl:disjointWith :A . :Both a owl:Class ; rdfs:subClassOf :A, :B .
"""


def complaint(graph):
    """What HermiT has to say against a graph; nothing where it is content."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "ontology.nt")
    graph.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    ontology = world.get_ontology("file://" + path).load()
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return "it is inconsistent"
    except owlready2.OwlReadyJavaError as error:
        lines = str(error).splitlines()
        first = next((at for at, line in enumerate(lines) if "Exception" in line), 0)
        words = [line.strip() for line in lines[first:] if not line.startswith("\tat ")]
        return " ".join(words)[:600]
    empty = [c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing]
    return f"nothing can be in {', '.join(sorted(empty))}" if empty else ""


def parsed(texts):
    graph = rdflib.Graph()
    for text in texts:
        graph.parse(io.StringIO(text), format="turtle", publicID="https://example.org/")
    return graph


def main():
    core, *places = sys.argv[1:]
    core = Path(core).read_text(encoding="utf-8")
    failed = False
    for name, text, wanted in [
        ("a number of values of a transitive property", NON_SIMPLE, "Non-simple"),
        ("a datatype without a definition", UNDEFINED, "datatype"),
        ("a class below two that are disjoint", UNSATISFIABLE, "nothing can be in"),
    ]:
        found = complaint(parsed([text]))
        print(f"{name}: {found or 'accepted'}")
        if wanted not in found:
            print("  the reasoner has to refuse this: it tests nothing here")
            failed = True
    for place in map(Path, places):
        files = sorted(place.glob("*.ttl")) if place.is_dir() else [place]
        texts = [text for text in (f.read_text(encoding="utf-8") for f in files) if text != core]
        graph = parsed([core, *texts])
        found = complaint(graph)
        print(f"{place}: {len(graph)} triples, {found or 'accepted, consistent, every class can have members'}")
        failed |= bool(found)
    sys.exit(failed)


if __name__ == "__main__":
    main()
