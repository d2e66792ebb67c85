#!/usr/bin/env python3
"""Tables mapped to N-Quads by Remit, and by other engines of RML in the same run.

    python3 benches/mapping.py [--rows N] [--only NAME ...] [--keep DIR]

Makes its own data, the same on every machine: a register of N things with 5 N relations between them, as CSV, JSON and XML, and the
shapes that the challenge of the knowledge graph construction group varies: columns, repeated rows, empty cells, and joins from 1-1
to N-M. Each engine is a process of its own, started anew for each run; of three runs the median is told. Environment:

    REMIT=target/release/remit   the program to measure
    MORPH=python                 a Python that has morph-kgc, if it is to be measured
    MAPLIB=python                a Python that has maplib (which has no RML; its templates make the same triples of the register)
    FLEXRML=program              the program of FlexRML
    REMIT_RUNS=3  REMIT_LIMIT=600

The number of triples is told beside each time, and marked with `!` where it is not that of Remit. The floor is a copy: the input read
and the output written, by `cat`.
"""
import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

REMIT = os.path.abspath(os.environ.get("REMIT", "target/release/remit"))
RUNS, LIMIT = int(os.environ.get("REMIT_RUNS", 3)), float(os.environ.get("REMIT_LIMIT", 600))
PREFIXES = """@prefix rml: <http://w3id.org/rml/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ns: <https://example.org/ns#> .
@base <https://example.org/map/> .
"""


# ---------------------------------------------------------------- data

def cell(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def table(path, header, rows):
    with open(path, "w", newline="") as out:
        out.write(",".join(header) + "\n")
        for row in rows:
            out.write(",".join(map(cell, row)) + "\n")


def things(n, chance):
    words = ["Harbour", "Northern", "Joint", 'the "New"', "Zürich", "Office, East", "Board", "Care"]
    for number in range(n):
        place = "" if chance.random() < 0.02 else f"t{chance.randrange(max(1, n // 20))}"
        start = "" if chance.random() < 0.03 else f"{chance.randrange(1990, 2024)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        label = f"{chance.choice(words)} {chance.choice(words)} {number}"
        yield [f"t{number}", f"Kind{number % 7}", label, place, start, f"s{chance.randrange(500)}"]


def relations(n, chance):
    past = []
    for number in range(5 * n):
        if past and chance.random() < 0.02:
            ends = chance.choice(past)
        else:
            ends = (f"t{int(n * chance.random() ** 2)}", f"p{number % 9}", f"t{int(n * chance.random() ** 3)}")
            if len(past) < 10_000:
                past.append(ends)
        yield [f"r{number}", *ends, f"s{chance.randrange(500)}", str(chance.randrange(1, 10**7)), "stated"]


THINGS = ["id", "kind", "label", "place", "start", "source"]
RELATIONS = ["id", "subject", "predicate", "object", "source", "amount", "status"]


def register(folder, n):
    table(f"{folder}/things.csv", THINGS, things(n, random.Random(7)))
    table(f"{folder}/relations.csv", RELATIONS, relations(n, random.Random(8)))


def other_forms(folder):
    """The tables as JSON and as XML."""
    import csv
    from json import dumps
    from xml.sax.saxutils import escape
    for name in ("things", "relations"):
        with open(f"{folder}/{name}.csv", newline="") as read, open(f"{folder}/{name}.json", "w") as json, \
                open(f"{folder}/{name}.xml", "w") as xml:
            json.write('{"rows": [\n')
            xml.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rows>\n")
            for number, row in enumerate(csv.DictReader(read)):
                some = {key: value for key, value in row.items() if value}
                json.write((",\n" if number else "") + dumps(some, ensure_ascii=False))
                cells = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in some.items())
                xml.write(f"<row>{cells}</row>\n")
            json.write("\n]}\n")
            xml.write("</rows>\n")


def source(name, form):
    how = {"csv": "rml:CSV", "json": 'rml:JSONPath ; rml:iterator "$.rows[*]"', "xml": 'rml:XPath ; rml:iterator "/rows/row"'}[form]
    return (f'rml:logicalSource [ a rml:LogicalSource ; rml:source [ a rml:RelativePathSource ; rml:root rml:MappingDirectory ; '
            f'rml:path "{name}.{form}" ] ; rml:referenceFormulation {how} ]')


def pair(predicate, value):
    return f"\n  rml:predicateObjectMap [ rml:predicate {predicate} ; rml:objectMap [ {value} ] ]"


def iri(template):
    return f'rml:template "https://example.org/{template}" ; rml:termType rml:IRI'


def register_mapping(form):
    return f"""{PREFIXES}
<#things> a rml:TriplesMap ; {source("things", form)} ;
  rml:subjectMap [ {iri("id/{id}")} ] ;{pair("rdf:type", iri("ns#{kind}"))} ;{pair("rdfs:label", 'rml:reference "label"')} ;\
{pair("ns:place", iri("id/{place}"))} ;{pair("ns:start", 'rml:reference "start" ; rml:datatype xsd:date')} ;\
{pair("ns:source", iri("source/{source}"))} .
<#relations> a rml:TriplesMap ; {source("relations", form)} ;
  rml:subjectMap [ {iri("id/{subject}")} ] ;
  rml:predicateObjectMap [ rml:predicateMap [ {iri("ns#{predicate}")} ] ; rml:objectMap [ {iri("id/{object}")} ] ] .
"""


def shape(folder, rows, columns, repeated, empty):
    """A table in which so many of a hundred rows come again, and so many cells are empty."""
    names = [f"p{number}" for number in range(columns)]

    def made():
        distinct = max(1, rows * (100 - repeated) // 100)
        for row in range(rows):
            key = row if row < distinct else row % distinct
            own = random.Random(key)
            yield [str(key)] + ["" if own.randrange(100) < empty else f"v{key}-{number}" for number in range(columns)]
    table(f"{folder}/data.csv", ["id", *names], made())
    pairs = " ;".join(pair(f"ns:{name}", f'rml:reference "{name}"') for name in names)
    text = f"{PREFIXES}<#m> a rml:TriplesMap ; {source('data', 'csv')} ;\n  rml:subjectMap [ {iri('row/{id}')} ] ;{pairs} .\n"
    # An empty cell is no value for all engines.
    return text.replace('rml:path "data.csv"', 'rml:path "data.csv" ; rml:null ""')


def join(folder, rows, children, parents):
    """Two tables, of which so many rows of each have the same key."""
    table(f"{folder}/child.csv", ["id", "key"], ([f"c{n}", f"k{n // children}"] for n in range(rows)))
    table(f"{folder}/parent.csv", ["id", "key"], ([f"p{n}", f"k{n // parents}"] for n in range(rows)))
    return f"""{PREFIXES}
<#child> a rml:TriplesMap ; {source("child", "csv")} ; rml:subjectMap [ {iri("child/{id}")} ] ;
  rml:predicateObjectMap [ rml:predicate ns:of ; rml:objectMap [ rml:parentTriplesMap <#parent> ;
    rml:joinCondition [ rml:child "key" ; rml:parent "key" ] ] ] .
<#parent> a rml:TriplesMap ; {source("parent", "csv")} ; rml:subjectMap [ {iri("parent/{{id}}").replace("{{", "{").replace("}}", "}")} ] .
"""


# ---------------------------------------------------------------- engines

def of_2014(text, folder):
    """The mapping in the vocabulary of 2014, which some engines want."""
    import re
    text = re.sub(r"\[ a rml:RelativePathSource ; rml:root rml:MappingDirectory ; rml:path \"([^\"]*)\"( ; rml:null \"\")? \]",
                  lambda found: f'"{folder}/{found.group(1)}"', text)
    text = text.replace("@prefix rml: <http://w3id.org/rml/> .", "@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n"
                        "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix ql: <http://semweb.mmlab.be/ns/ql#> .")
    for name in ("subjectMap", "predicateObjectMap", "predicateMap", "objectMap", "predicate", "template", "termType", "IRI", "datatype",
                 "parentTriplesMap", "joinCondition", "child", "parent", "TriplesMap"):
        text = re.sub(rf"\brml:{name}\b", f"rr:{name}", text)
    text = text.replace("a rml:LogicalSource ; ", "").replace("rml:CSV", "ql:CSV").replace("rml:JSONPath", "ql:JSONPath")
    return text.replace("rml:XPath", "ql:XPath")


def engines(folder, text, only):
    """The command of each engine that is at hand."""
    mapping, out = f"{folder}/mapping.ttl", f"{folder}/out.nt"
    with open(mapping, "w") as file:
        file.write(text)
    found = [("Remit", [REMIT, "map", mapping, "-o", out])]
    found.append(("Remit, one thread", [REMIT, "map", mapping, "-o", out, "--threads", "1"]))
    if os.environ.get("MORPH"):
        with open(f"{folder}/mapping-2014.ttl", "w") as file:
            file.write(of_2014(text, folder))
        with open(f"{folder}/morph.ini", "w") as file:
            file.write(f"[CONFIGURATION]\noutput_file={out}\nnumber_of_processes={os.cpu_count()}\nlogging_level=ERROR\n"
                       f"[data]\nmappings={folder}/mapping-2014.ttl\n")
        found.append(("morph-kgc", [os.environ["MORPH"], "-m", "morph_kgc", f"{folder}/morph.ini"]))
    if os.environ.get("FLEXRML"):
        found.append(("FlexRML", [os.environ["FLEXRML"], "-m", mapping, "-o", out, "-d", "-t", str(os.cpu_count())]))
    if os.environ.get("MAPLIB") and os.path.exists(f"{folder}/things.csv") and "things.csv" in text:
        found.append(("maplib", [os.environ["MAPLIB"], os.path.abspath(__file__), "--maplib", folder, out]))
    data = [line for line in sorted(os.listdir(folder)) if line.rsplit(".")[-1] in ("csv", "json", "xml") and line in text]
    floor = "cat " + " ".join(f"'{folder}/{name}'" for name in data) + f" > /dev/null; cat '{folder}/reference' > '{out}'"
    found.append(("copy", ["sh", "-c", floor]))
    return [(name, command) for name, command in found if not only or name in only or name in ("Remit", "copy")]


MAPLIB_TEMPLATES = """@prefix ns: <https://example.org/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ns:Thing[ottr:IRI ?id, ottr:IRI ?kind, xsd:string ?label, ? ottr:IRI ?place, ? xsd:date ?start, ottr:IRI ?source] :: {
  ottr:Triple(?id, rdf:type, ?kind), ottr:Triple(?id, rdfs:label, ?label), ottr:Triple(?id, ns:place, ?place),
  ottr:Triple(?id, ns:start, ?start), ottr:Triple(?id, ns:source, ?source) } .
ns:Relation[ottr:IRI ?subject, ottr:IRI ?predicate, ottr:IRI ?object] :: { ottr:Triple(?subject, ?predicate, ?object) } .
"""


def maplib(folder, out):
    import polars
    from maplib import Model
    model = Model()
    model.add_template(MAPLIB_TEMPLATES)
    make = lambda prefix, column: (polars.lit("https://example.org/" + prefix) + polars.col(column)).alias(column)
    read = polars.read_csv(f"{folder}/things.csv", try_parse_dates=True)
    model.map("https://example.org/ns#Thing", read.with_columns(
        make("id/", "id"), make("ns#", "kind"), make("id/", "place"), make("source/", "source")))
    read = polars.read_csv(f"{folder}/relations.csv", columns=["subject", "predicate", "object"])
    model.map("https://example.org/ns#Relation", read.with_columns(
        make("id/", "subject"), make("ns#", "predicate"), make("id/", "object")))
    model.write(out, format="ntriples")


# ---------------------------------------------------------------- measuring

def measured(command, out):
    """Seconds of the clock and of all processors, MiB, and how many lines came out."""
    walls, cpus, highs = [], [], []
    for _ in range(RUNS):
        if os.path.exists(out):
            os.remove(out)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=os.path.dirname(out))
        timer = time.monotonic() + LIMIT
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > timer:
                process.kill()
                os.wait4(process.pid, 0)
                return None
            time.sleep(0.005)
        if status != 0:
            sys.stderr.write(process.stderr.read().decode(errors="replace")[-400:] + "\n")
            return None
        walls.append(time.perf_counter() - start)
        cpus.append(usage.ru_utime + usage.ru_stime)
        highs.append(usage.ru_maxrss // 1024)
    lines = int(subprocess.run(["wc", "-l", out], capture_output=True, text=True, check=True).stdout.split()[0])
    return statistics.median(walls), statistics.median(cpus), max(highs), lines


def compare(title, folder, text, only):
    size = sum(os.path.getsize(f"{folder}/{name}") for name in os.listdir(folder) if name in text or name.endswith(".csv"))
    print(f"\n{title} ({size / 1e6:.0f} MB in the folder)\n")
    print("| engine | wall s | CPU s | MiB | triples | time / Remit |\n|---|---|---|---|---|---|")
    ours = None
    commands = engines(folder, text, only)
    for name, command in commands:
        found = measured(command, f"{folder}/out.nt")
        if found is None:
            print(f"| {name} | - | - | - | failed, or over {LIMIT:.0f} s | |", flush=True)
            continue
        wall, cpu, high, lines = found
        if ours is None:
            ours = (wall, lines)
            shutil.copy(f"{folder}/out.nt", f"{folder}/reference")
        mark = "" if lines == ours[1] else " !"
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {high} | {lines:,}{mark} | {wall / ours[0]:.2f} |", flush=True)
    os.remove(f"{folder}/reference")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--only", nargs="*", default=[])
    arguments.add_argument("--what", nargs="*", default=["csv", "json", "xml", "shapes", "joins"])
    arguments.add_argument("--maplib", nargs=2, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.maplib:
        maplib(*chosen.maplib)
        return
    print(f"{RUNS} runs each, {os.cpu_count()} processors, {chosen.rows:,} rows")
    with tempfile.TemporaryDirectory() as folder:
        if {"csv", "json", "xml"} & set(chosen.what):
            register(folder, chosen.rows)
            if {"json", "xml"} & set(chosen.what):
                other_forms(folder)
            for form in ("csv", "json", "xml"):
                if form in chosen.what:
                    compare(f"The register as {form.upper()}", folder, register_mapping(form), chosen.only)
    shapes = [(10, 0, 0), (30, 0, 0), (10, 50, 0), (10, 100, 0), (10, 0, 50)]
    for columns, repeated, empty in shapes if "shapes" in chosen.what else []:
        with tempfile.TemporaryDirectory() as folder:
            text = shape(folder, chosen.rows, columns, repeated, empty)
            compare(f"{columns} columns, {repeated} % of rows repeated, {empty} % of cells empty", folder, text, chosen.only)
    for children, parents in [(1, 1), (10, 1), (1, 10), (10, 10)] if "joins" in chosen.what else []:
        with tempfile.TemporaryDirectory() as folder:
            text = join(folder, chosen.rows, children, parents)
            compare(f"A join of {children} to {parents}", folder, text, chosen.only)


main()
