#!/usr/bin/env python3
"""What a draft finds of the claims that people made of a text, with these claims taken away.

    python3 benches/drafting.py target/release/remit --project . --sources FOLDER [SOURCE...]

For each source (all whose text is at hand where none is named) the project is copied without the claims of that source, and without what speaks
of them; `remit draft` is run on it, and its proposals are held against the claims. The columns, for each source and together:

claims, links, values   what people made of the text: claims, those between two things, those with a number, a date or a sum
things, seen            entities that the claims are about, and how many of them the draft sees
proposed, right         claims proposed, and those that join what a claim joins by a property that is the first or one of the others named
first, status, speaker  of the right ones: the property is the first, status and speaker are those of the claim
whole                   of the right ones: the order, the first property, the status and the speaker
back                    claims that come back
keys, saved             keys that the records of all claims take, and those of fields of right proposals that can stay
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
    return re.sub(r"[^0-9.]", "", str(text)).rstrip("0").rstrip(".")


def value(claim):
    return claim.get("object", claim.get("count", claim.get("amount", "")))


def is_same(claim, proposal):
    """Whether a claim joins what a proposal joins, in one order or the other."""
    if "object" in proposal and not re.match(r"^P?\d", proposal["object"]):
        return {claim["subject"], str(claim.get("object"))} == {proposal["subject"], proposal["object"]}
    return claim["subject"] == proposal["subject"] and number(value(claim)) == number(value(proposal)) != ""


def typed(record):
    """How many keys a person types for the fields of a record."""
    return sum(len(f'{field} = "{told}"\n') for field, told in record.items() if field != "source")


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
    known = {line for file in (project / "data").rglob("*.toml") for line in re.findall(r'^id = "([\w-]+)"', file.read_text(), re.M)}
    things = known & {claim[end] for claim in taken for end in ("subject", "object") if isinstance(claim.get(end), str)}
    seen = {thing["key"] for sentence in sheet["sentences"] for thing in sentence["seen"]}
    found = dict.fromkeys(
        "claims links values things seen proposed right first status speaker whole back keys saved".split(), 0)
    found["claims"] = len(taken)
    found["links"] = sum(isinstance(c.get("object"), str) and c["object"] in known for c in taken)
    found["values"] = sum(bool(number(value(c))) and value(c) not in known for c in taken)
    found["things"], found["seen"] = len(things), len(things & seen)
    found["keys"] = sum(typed(claim) for claim in taken)
    back = set()
    for proposal in (p for sentence in sheet["sentences"] for p in sentence["proposals"]):
        fields = proposal["record"]["fields"]
        if proposal["record"]["kind"] != "claim":
            continue
        found["proposed"] += 1
        firsts = [fields["predicate"]] + [other[0] for other in proposal["others"]]
        right = [i for i, c in enumerate(taken) if c["predicate"] in firsts and is_same(c, fields)]
        if not right:
            continue
        back |= set(right)
        # Of several claims the one that the proposal has most of.
        told = {"speaker": sheet["voice"], **fields}
        claim = max((taken[i] for i in right), key=lambda c: sum(c.get(f) == told.get(f) for f in told))
        agree = {f: told[f] for f in told if f in ("quote", "section") or str(claim.get(f)) == str(told[f])}
        found["right"] += 1
        found["first"] += "predicate" in agree
        found["status"] += "status" in agree
        found["speaker"] += "speaker" in agree
        found["whole"] += all(f in agree for f in ("subject", "predicate", "status", "speaker"))
        found["saved"] += typed({f: agree[f] for f in agree if f in fields})
    found["back"] = len(back)
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
