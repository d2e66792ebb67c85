#!/usr/bin/env python3
"""What a draft finds of the claims that people made of a text, with these claims taken away.

    python3 benches/drafting.py target/release/remit --project . --sources FOLDER [SOURCE...]

For each source (all whose text is at hand where none is named) the project is copied without the claims of that source, and without what speaks
of them; `remit draft` is run on it, and its proposals are held against the claims. Told are, for all sources and together: how many of the things
that the claims are about are seen, how many links between two things come back as a pair, with the right property first or among the first three,
with the right status and speaker, how many amounts and numbers come back with the right thing and property, and how many proposals are none of
these, which a person has to refuse. Keys are those that a person types for a record: without what the draft has right.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

BLOCK = re.compile(r"^\[\[?(\w+)\]\]?\s*$", re.M)


def blocks(text):
    """The head of a data file, and each of its records with its kind."""
    starts = [(m.start(), m.group(1)) for m in BLOCK.finditer(text)] + [(len(text), "")]
    yield "", text[: starts[0][0]]
    for (start, kind), (end, _) in zip(starts, starts[1:]):
        yield kind, text[start:end]


def parsed(kind, text):
    value = tomllib.loads(text)[kind]
    return value[0] if isinstance(value, list) else value


def without(project, copy, source):
    """Copies a project without the claims of a source and all that names one of them. Returns these claims."""
    ignore = shutil.ignore_patterns("target", ".git", "output", ".remit*", "node_modules")
    shutil.copytree(project, copy, ignore=ignore)
    taken, files = [], sorted((copy / "data").rglob("*.toml"))
    lost = set()
    for file in files:
        default, kept = {}, []
        for kind, text in blocks(file.read_text()):
            if kind == "default":
                default = parsed(kind, text)
            if kind == "claim":
                claim = {**default, **parsed(kind, text)}
                if claim.get("source") == source:
                    taken.append(claim)
                    lost.add(claim.get("id"))
                    continue
            kept.append(text)
        file.write_text("".join(kept))
    while True:
        more = set()
        for file in files:
            kept = []
            for kind, text in blocks(file.read_text()):
                names = set(re.findall(r'"([\w-]+)"', text)) if kind in ("claim", "resolution") else set()
                if names & lost:
                    if kind == "claim":
                        more.add(parsed(kind, text).get("id"))
                    continue
                kept.append(text)
            file.write_text("".join(kept))
        if not more - lost:
            break
        lost |= more
    # Rules, shapes and questions hold the whole graph to what it says.
    for folder in ("data/questions", "data/queries", "ontology/views", "ontology/shapes"):
        shutil.rmtree(copy / folder, ignore_errors=True)
    manifest = copy / "remit.toml"
    manifest.write_text("\n".join(l for l in manifest.read_text().splitlines() if not l.startswith("dossier")) + "\n")
    return taken


def number(text):
    return re.sub(r"[^0-9.]", "", str(text))


def measured(remit, project, sources, source):
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        taken = without(project, copy, source)
        command = [remit, "draft", source, "-f", "json", "--project", copy, "--sources", sources]
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode != 0:
            print(f"{source}: {ran.stderr.strip().splitlines()[:3]}", file=sys.stderr)
            return None
        sheet = json.loads(ran.stdout)
    seen, proposals = set(), []
    for sentence in sheet["sentences"]:
        seen |= {thing["key"] for thing in sentence["seen"]}
        for proposal in sentence["proposals"]:
            fields = dict(proposal["record"]["fields"])
            if proposal["record"]["kind"] == "claim":
                firsts = [fields["predicate"]] + [other[0] for other in proposal["others"]]
                proposals.append({**fields, "firsts": firsts, "speaker": fields.get("speaker", sheet["voice"])})
    things = {claim[end] for claim in taken for end in ("subject", "object") if isinstance(claim.get(end), str)}
    known = {line for file in (project / "data").rglob("*.toml") for line in re.findall(r'^id = "([\w-]+)"', file.read_text(), re.M)}
    found = dict.fromkeys(
        "claims things seen links pairs first three status speaker values valued proposed refused".split(), 0)
    found["claims"] = len(taken)
    found["things"] = len(things & known)
    found["seen"] = len(things & seen)
    used = set()
    for claim in taken:
        if isinstance(claim.get("object"), str) and claim["object"] in known:
            found["links"] += 1
            ends = {claim["subject"], claim["object"]}
            same = [p for p in proposals if {p["subject"], p.get("object")} == ends]
            found["pairs"] += bool(same)
            used |= {id(p) for p in same if claim["predicate"] in p["firsts"]}
            found["first"] += any(p["predicate"] == claim["predicate"] for p in same)
            found["three"] += any(claim["predicate"] in p["firsts"] for p in same)
            found["status"] += any(p["status"] == claim.get("status") for p in same)
            found["speaker"] += any(p["speaker"] == claim.get("speaker") for p in same)
        elif "amount" in claim or "count" in claim:
            found["values"] += 1
            wanted = number(claim.get("count", claim.get("amount")))
            same = [p for p in proposals if p["subject"] == claim["subject"] and number(p.get("count", p.get("amount", ""))).startswith(wanted.rstrip("0").rstrip(".") or "0")]
            right = [p for p in same if claim["predicate"] in p["firsts"]]
            found["valued"] += bool(right)
            used |= {id(p) for p in right}
    found["proposed"] = len(proposals)
    found["refused"] = len(proposals) - len(used)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("remit")
    parser.add_argument("--project", type=Path, default=Path("."))
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("source", nargs="*")
    options = parser.parse_args()
    remit, sources = Path(options.remit).resolve(), options.sources.resolve()
    wanted = options.source
    if not wanted:
        for file in sorted((options.project / "data").rglob("*.toml")):
            for kind, text in blocks(file.read_text()):
                record = parsed(kind, text) if kind == "source" else {}
                if "text" in record and (sources / record["text"]).exists():
                    wanted.append(record["id"])
    together, columns = {}, None
    for source in wanted:
        found = measured(remit, options.project, sources, source)
        if found is None:
            continue
        if columns is None:
            columns = list(found)
            print("| source | " + " | ".join(columns) + " |\n|---" * 1 + "|---" * len(columns) + "|")
        print(f"| {source} | " + " | ".join(str(found[c]) for c in columns) + " |", flush=True)
        together = {c: together.get(c, 0) + found[c] for c in columns}
    if columns:
        print("| together | " + " | ".join(str(together[c]) for c in columns) + " |")


if __name__ == "__main__":
    main()
