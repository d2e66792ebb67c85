"""Asks every saved query and question of a project twice: of Remit, and of another store that has nothing but graph.nq.

usage: same_answers.py REMIT PROJECT
"""

import csv
import io
import json
import re
import subprocess
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

remit, project = sys.argv[1], Path(sys.argv[2])
store = ox.Store()
store.bulk_load(path=str(project / "output/graph.nq"), format=ox.RdfFormat.N_QUADS)
turtle = (project / "output/graph.ttl").read_text(encoding="utf-8")
prefixes = dict(re.findall(r"^@prefix ([^:]*): <([^>]*)> \.$", turtle, re.M))
base = json.loads((project / "output/manifest.json").read_text(encoding="utf-8"))["base"]
for family in ["claim", "id", "rule", "derived", "section", "graph", "passage", "money", "disagreement", "resolution"]:
    prefixes.setdefault(family, f"{base}{family}/")


def value(text):
    """A number by its value: the other store writes 99.50 as 99.5."""
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def rows(answer):
    """The rows of an answer in CSV, each once: the other store counts a triple of two graphs twice."""
    return {tuple(map(value, row)) for row in csv.reader(io.StringIO(answer))}


asked, wrong = 0, []
for path in sorted((project / "data").glob("quer*/*.rq")) + sorted((project / "data").glob("questions/*.rq")):
    # The other store knows no sources: both are asked of all of them.
    query = re.sub(r"(?m)^# (sources|kinds|known-by):.*\n", "", path.read_text(encoding="utf-8"))
    command = [remit, "query", "--project", str(project), "-e", query, "-f", "csv"]
    ours = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    theirs = store.query(query, prefixes=prefixes, use_default_graph_as_union=True)
    if isinstance(theirs, ox.QueryBoolean):
        same = ours.strip() == str(bool(theirs)).lower()
    else:
        columns = len([v.value for v in theirs.variables])
        # What Remit says of how a row stands is a column more.
        mine = {row[:columns] for row in rows(ours)}
        same = mine == rows(theirs.serialize(format=ox.QueryResultsFormat.CSV).decode())
    asked += 1
    if not same:
        wrong.append(path.name)
print(f"{asked} queries and questions, {asked - len(wrong)} answered alike by another store")
sys.exit(f"other answers: {', '.join(wrong)}" if wrong or not asked else 0)
