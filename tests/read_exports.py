"""Opens every export in a reader that is not ours, and holds nodes, edges and the citation of every edge against the
tables of the build: read_exports.py EXPORTS TABLES

The exports were made with --layers facts,derived,claims. With MERMAID=DIR, the folder into which npm installed mermaid and
jsdom, Mermaid itself reads its flowchart; without it, or without `dot`, that reading is left out, and said so."""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import igraph
import networkx
import pandas
import pyarrow.parquet
from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4_cypher import CypherLexer, CypherParser

exports, tables = Path(sys.argv[1]), Path(sys.argv[2])


def bare(cell):
    """A cell without the apostrophe that keeps a spreadsheet from running it, with the signs that tables spell out
    because they would reorder or hide the text around them."""
    if not isinstance(cell, str):
        return cell
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda sign: chr(int(sign[1], 16)), re.sub(r"^'(?='*[=+\-@\t\r])", "", cell))


def seen(text):
    """A text as a diagram shows it: a sign that would reorder or hide the text around it is drawn as unknown."""
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)


def table(name):
    with open(tables / name, encoding="utf-8", newline="") as file:
        return [{key: bare(cell) for key, cell in row.items()} for row in csv.DictReader(file)]


# What is expected, from the tables alone.
claims = {row["id"]: row for row in table("claims.csv")}
entities = {row["id"]: row for row in table("entities.csv")}
things = set(entities) | set(claims)
is_link = lambda row: row["object"] in things
links = {key: row for key, row in claims.items() if is_link(row)}
derived = [row for row in table("derived.csv") if {row["subject"], row["object"]} <= things]
ends = {end for row in [*claims.values(), *derived] for end in (row["subject"], row["object"])} & set(claims)
NODES, EDGES = len(entities) + len(ends), len(links) + len(derived)
CITED = {"quote": "quote", "speaker": "speaker", "status": "status", "cited-source": "source", "cited-section": "section", "cited-page": "page",
         "polarity": "polarity", "predicate": "predicate", "note": "note", "doubt": "doubt"}


def hold(reader, nodes, edges):
    """nodes: id to attributes; edges: (id, from, to, attributes). An absent attribute may be missing or empty."""
    nodes, edges = dict(nodes), list(edges)
    assert len(nodes) == NODES and len(edges) == EDGES, f"{reader}: {len(nodes)} nodes, {len(edges)} edges; {NODES}, {EDGES} expected"
    for key, entity in entities.items():
        found = nodes[key]
        for ours, theirs in {"label": "name", "class": "type", "note": "note", "also": "also"}.items():
            assert (found.get(ours) or "") == entity[theirs], f"{reader}: {ours} of {key}: {found.get(ours)!r}"
    by_id = {edge[0]: edge for edge in edges}
    assert len(by_id) == EDGES, f"{reader}: ids of edges are not unique"
    for key, claim in links.items():
        _, source, target, found = by_id[key]
        assert (source, target) == (claim["subject"], claim["object"]), f"{reader}: ends of {key}"
        for ours, theirs in CITED.items():
            assert (found.get(ours) or "") == claim[theirs], f"{reader}: {ours} of {key}: {found.get(ours)!r} is not {claim[theirs]!r}"
        assert found["standing"] == claim["standing"], f"{reader}: standing of {key}"
    told = sorted((s, t, a["predicate"], a["rule"], a.get("claims") or "", a.get("caution") or "", a["standing"]) for _, s, t, a in edges if a["standing"].startswith("inferred"))
    assert told == sorted((d["subject"], d["object"], d["predicate"], d["rule"], d["claims"], d["caution"], d["standing"]) for d in derived), f"{reader}: derived"
    print(f"  {reader}: {NODES} nodes, {EDGES} edges, every citation as in the tables")


def of_networkx(graph):
    return graph.nodes(data=True), ((d.get("id", k), s, t, d) for s, t, k, d in graph.edges(keys=True, data=True))


def graphml():
    hold("GraphML in networkx", *of_networkx(networkx.read_graphml(exports / "graph.graphml", force_multigraph=True)))
    graph = igraph.Graph.Read_GraphML(str(exports / "graph.graphml"))
    names = graph.vs["id"]
    # This reader does not keep the ids of edges; claims are told by their keys, derivations by their order.
    key = lambda e: e["claims"] if not e["standing"].startswith("inferred") else e.index
    edges = [(key(e), names[e.source], names[e.target], e.attributes()) for e in graph.es]
    hold("GraphML in igraph", ((v["id"], v.attributes()) for v in graph.vs), edges)


def gexf():
    graph = networkx.read_gexf(exports / "graph.gexf", version="1.3")
    hold("GEXF in networkx", *of_networkx(networkx.MultiDiGraph(graph)))


def json_graph():
    graph = json.loads((exports / "graph.json").read_text(encoding="utf-8"))["graph"]
    network = networkx.MultiDiGraph()
    for key, node in graph["nodes"].items():
        network.add_node(key, label=node["label"], **node["metadata"])
    for edge in graph["edges"]:
        assert edge["source"] in graph["nodes"] and edge["target"] in graph["nodes"] and edge["directed"] is True
        network.add_edge(edge["source"], edge["target"], edge["id"], **edge["metadata"])
    hold("JSON Graph in networkx", *of_networkx(network))


def of_frames(nodes, edges):
    records = lambda frame: frame.to_dict(orient="records")
    return {n["id"]: n for n in records(nodes)}, [(e["id"], e["source"], e["target"], e) for e in records(edges)]


def armed(frame):
    """The cells of a frame, bare."""
    return frame.map(bare)


def frames():
    read = lambda name: pandas.read_csv(exports / name, dtype=str, keep_default_na=False)
    nodes, edges = read("nodes.csv"), read("edges.csv")
    for frame in (nodes, edges):
        texts = frame.drop(columns=[c for c in frame if frame[c].map(lambda x: re.fullmatch(r"-?\d*", x) is not None).all()])
        assert not texts.map(lambda cell: cell.startswith(tuple("=+-@\t\r"))).any().any(), "a cell that a spreadsheet would run"
    hold("CSV in pandas", *of_frames(armed(nodes), armed(edges)))
    nodes, edges = (pyarrow.parquet.read_table(exports / f"{name}.parquet") for name in ("nodes", "edges"))
    assert str(edges.schema.field("start").type) == "int64" and str(edges.schema.field("disputed").type) == "bool"
    for file in ("nodes", "edges"):
        pyarrow.parquet.ParquetFile(exports / f"{file}.parquet").read().validate(full=True)
    hold("Parquet in pyarrow", *of_frames(*(pandas.DataFrame(t.to_pylist()).astype(object).where(lambda f: f.notna(), None) for t in (nodes, edges))))


def dot():
    if not shutil.which("dot"):
        return print("  DOT: no Graphviz here, not read")
    run = lambda form: subprocess.run(["dot", f"-T{form}", exports / "graph.dot"], capture_output=True, check=True)
    canon = run("canon")
    assert not canon.stderr, canon.stderr.decode()
    # Graphviz gives the same graph as JSON without a layout.
    graph = json.loads(run("dot_json").stdout)
    clean = lambda item: {k.removeprefix("data-"): v.replace("\\\\", "\\") for k, v in item.items() if isinstance(v, str)}
    names = [o["name"] for o in graph["objects"]]
    edges = [(e["id"], names[e["tail"]], names[e["head"]], clean(e)) for e in graph["edges"]]
    nodes = {o["name"]: clean(o) for o in graph["objects"]}
    # DOT writes line ends as \n in its own labels; control characters it cannot write are spaces.
    flat = lambda text: re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", seen(text)).replace("\n", "\\n")
    for rows in (entities, links):
        for row in rows.values():
            for field in row:
                row[field] = flat(row[field])
    hold("DOT in Graphviz", nodes, edges)


def cypher():
    class Strict(ErrorListener):
        def syntaxError(self, recognizer, symbol, line, column, message, error):
            raise SyntaxError(message)

    def parse(text):
        lexer = CypherLexer(InputStream(text))
        parser = CypherParser(CommonTokenStream(lexer))
        for part in (lexer, parser):
            part.removeErrorListeners()
            part.addErrorListener(Strict())
        tree = parser.script()
        assert parser.getCurrentToken().type == -1, f"read only in part: {text}"
        return tree

    try:
        parse("MERGE (n {a: 'b'c'}) SET n += {};")
        raise AssertionError("the reader of Cypher reads anything")
    except SyntaxError:
        pass
    lines = [l for l in (exports / "graph.cypher").read_text(encoding="utf-8").split("\n") if l and not l.startswith("//")]
    merges = {"nodes": 0, "edges": 0}
    string = re.compile(r"'(?:[^'\\]|\\.)*'(?: \+ '(?:[^'\\]|\\.)*')*")
    plain = lambda text: "".join(re.sub(r"\\(u[0-9A-F]{4}|.)", unescape, s[1:-1]) for s in re.findall(r"'(?:[^'\\]|\\.)*'", text))
    unescape = lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else {"n": "\n", "r": "\r", "t": "\t"}.get(m[1], m[1])
    for line in lines:
        tree = parse(line)
        edge = line.startswith("MATCH")
        merges["edges" if edge else "nodes"] += 1
        texts = {k: plain(v) for k, v in re.findall(rf"`([^`]+)`: ({string.pattern})", line)}
        key = plain(re.search(rf"\[r:`[^`]+` {{id: ({string.pattern})}}\]", line)[1]) if edge else ""
        if key in links:
            for ours, theirs in CITED.items():
                assert texts.get(ours, "") == links[key][theirs], f"Cypher: {ours} of {key}: {texts.get(ours)!r}"
        assert tree is not None
    assert merges == {"nodes": NODES, "edges": EDGES}, merges
    print(f"  Cypher in the openCypher grammar: {NODES} nodes, {EDGES} edges, every citation as in the tables")


MERMAID = """
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const require = createRequire(process.argv[2] + '/');
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('');
globalThis.window = window; globalThis.document = window.document;
const { default: mermaid } = await import(pathToFileURL(process.argv[2] + '/node_modules/mermaid/dist/mermaid.core.mjs'));
const text = readFileSync(process.argv[3], 'utf-8');
await mermaid.parse(text);
const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
const nodes = [...diagram.db.getVertices().values()].map(v => v.text);
console.log(JSON.stringify({ nodes, edges: diagram.db.getEdges().map(e => [e.start, e.end, e.text]) }));
"""


def mermaid():
    text = (exports / "graph.mmd").read_text(encoding="utf-8")
    cited = [line for line in text.split("\n")[2:] if line.startswith("%%")]
    assert len(cited) == EDGES, "each edge has its citation above it"
    assert all("%%{" not in line and line.startswith("%% ") for line in cited)
    for key, claim in links.items():
        quote = re.sub(r"\s", " ", seen(claim["quote"])).translate(str.maketrans("{}%", "()\uff05"))
        assert any(f"[{key}]" in line and quote in line for line in cited), f"Mermaid: {key}"
    folder = os.environ.get("MERMAID", "")
    if not shutil.which("node") or not (Path(folder) / "node_modules/mermaid").is_dir():
        node, edge = re.compile(r'  n\d+\["[^"]*"\]'), re.compile(r'  n\d+ (-->|-\.->|--x)\|"[^"]*"\| n\d+')
        lines = [l for l in text.split("\n")[1:] if l and not l.startswith("%%")]
        kinds = [sum(1 for l in lines if p.fullmatch(l)) for p in (node, edge)]
        assert kinds == [NODES, EDGES] and len(lines) == sum(kinds), kinds
        return print("  Mermaid is not here: a small check of its grammar stands in")
    script = Path(folder) / "read.mjs"
    script.write_text(MERMAID)
    ran = subprocess.run(["node", script, Path(folder).resolve(), exports / "graph.mmd"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    read = json.loads(ran.stdout)
    # Mermaid keeps entities in a form of its own until it draws: `#34;` as U+FB02 ° ° 34 ¶ ß.
    decode = lambda t: re.sub("\ufb02\u00b0\u00b0(\\d+)\u00b6\u00df", lambda m: chr(int(m[1])), t)
    labels = [decode(label) for label in read["nodes"]]
    assert len(labels) == NODES and len(read["edges"]) == EDGES, (len(labels), len(read["edges"]))
    for entity in entities.values():
        assert re.sub(r"[\x00-\x1f]", " ", seen(entity["name"])).strip() in labels, f"Mermaid: {entity['name']}"
    print(f"  Mermaid itself: {NODES} nodes, {EDGES} edges, a citation above every edge")


for read in (graphml, gexf, json_graph, frames, cypher, mermaid, dot):
    read()
