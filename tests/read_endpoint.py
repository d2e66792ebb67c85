"""Asks the SPARQL endpoint of `remit serve` by clients that are not ours, and holds their answers against `remit query`:
read_endpoint.py REMIT PROJECT [MODULES]

The clients: SPARQLWrapper and rdflib's SPARQLStore (Python), curl, and with MODULES, the folder into which npm installed them,
Comunica and sparql-http-client by read_endpoint.mjs."""
import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

remit, project = sys.argv[1], sys.argv[2]
modules = sys.argv[3] if len(sys.argv) > 3 else None

TABLE = "SELECT ?s ?label { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?s ?label LIMIT 50"
GRAPH = "CONSTRUCT { ?s a ?class } WHERE { ?s a ?class }"


def cells(text, delimiter=","):
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter)][1:]


def command(query, form):
    run = [remit, "query", "--project", project, "--layer", "all", "-f", form, "-e", query, "--quiet"]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout


def expect(who, got, wanted):
    assert got == wanted, f"{who}: {str(got)[:300]} where {str(wanted)[:300]} was expected"
    print(f"{who}: as it should be")


rows = json.loads(command(TABLE, "json"))["results"]["bindings"]
wanted = [(row["s"]["value"], row["label"]["value"]) for row in rows]
assert len(wanted) > 5, "the project has too few labels for a comparison"

server = subprocess.Popen([remit, "serve", "--project", project, "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True)
try:
    address = server.stdout.readline().strip() + "sparql"

    def wrapped(query, form, method=None):
        client = SPARQLWrapper(address)
        client.setQuery(query)
        client.setReturnFormat(form)
        if method:
            client.setMethod(method)
        return client.query()

    for form, method in [(JSON, None), (JSON, POST)]:
        rows = wrapped(TABLE, form, method).convert()["results"]["bindings"]
        expect(f"SPARQLWrapper, JSON, {method or 'GET'}", [(r["s"]["value"], r["label"]["value"]) for r in rows], wanted)
    document = wrapped(TABLE, XML).convert()
    rows = document.getElementsByTagName("result")
    values = [[b.firstChild.firstChild.data for b in row.getElementsByTagName("binding")] for row in rows]
    expect("SPARQLWrapper, XML", [tuple(sorted(v, key=lambda x: not x.startswith("http"))) for v in values], wanted)
    expect("SPARQLWrapper, CSV", [tuple(r) for r in cells(wrapped(TABLE, CSV).convert().decode())], wanted)
    expect("SPARQLWrapper, TSV", len(wrapped(TABLE, TSV).convert().decode().splitlines()) - 1, len(wanted))
    triples = set(Graph().parse(data=command(GRAPH, "nt"), format="nt"))
    expect("SPARQLWrapper, RDF/XML", set(wrapped(GRAPH, RDFXML).convert()), triples)
    expect("SPARQLWrapper, Turtle", set(Graph().parse(data=wrapped(GRAPH, TURTLE).convert(), format="turtle")), triples)
    try:
        wrapped("SELECT * {", JSON)
        raise AssertionError("SPARQLWrapper: no fault where there is one")
    except QueryBadFormed as fault:
        expect("SPARQLWrapper, a fault", "the query ends inside a group" in str(fault), True)

    graph = Graph(SPARQLStore(address))
    expect("SPARQLStore, a query", [(str(s), str(label)) for s, label in graph.query(TABLE)], wanted)
    label = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    found = [str(o) for o in graph.objects(URIRef(wanted[0][0]), label)]
    expect("SPARQLStore, triples", wanted[0][1] in found, True)

    if shutil.which("curl"):
        def curl(*more):
            return subprocess.run(["curl", "-sSf", *more], check=True, capture_output=True, text=True).stdout
        got = curl("-G", "--data-urlencode", f"query={TABLE}", "-H", "Accept: text/csv", address)
        expect("curl, GET", [tuple(r) for r in cells(got)], wanted)
        got = curl("--data-binary", TABLE, "-H", "Content-Type: application/sparql-query", address)
        expect("curl, POST", len(json.loads(got)["results"]["bindings"]), len(wanted))
        graphs = curl(address.removesuffix("sparql") + "graphs?default", "-H", "Accept: application/rdf+xml")
        expect("curl, the default graph", triples <= set(Graph().parse(data=graphs, format="xml")), True)
    if modules:
        script = Path(__file__).with_suffix(".mjs")
        got = subprocess.run(["node", script, modules, address, TABLE], capture_output=True, text=True)
        assert got.returncode == 0, got.stderr[-2000:]
        for line in got.stdout.splitlines():
            who, rows = json.loads(line)
            expect(who, [tuple(row) for row in rows], wanted)
finally:
    server.terminate()
    server.wait()
