"""Holds the dependencies against deny.toml, for those who have no cargo-deny, and against the Rust version that is stated.

Looks at licences, crates in several versions, crates that are not wanted, and sources. Advisories are not looked at: their
database is elsewhere.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path


def allowed(expression, allow):
    """Whether an SPDX expression can be met by allowed licences; `/` is the old way to write OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    tokens = re.sub(r" WITH ", "_WITH_", " ".join(tokens)).split()

    def alternatives():
        good = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            good = all_of() or good
        return good

    def all_of():
        good = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            good = one() and good
        return good

    def one():
        token = tokens.pop(0)
        if token == "(":
            good = alternatives()
            tokens.pop(0)
            return good
        return token.replace("_WITH_", " WITH ") in allow

    return alternatives()


def licence_of(package):
    """The licence that is stated, or that the licence file of the package is."""
    if package["license"]:
        return package["license"]
    for file in sorted(Path(package["manifest_path"]).parent.glob("LICEN[CS]E*")):
        if "Permission is hereby granted, free of charge" in file.read_text(encoding="utf-8"):
            return "MIT"
    return "none"


def is_version(version, wanted):
    return version == wanted or version.startswith(f"{wanted}.")


def number(version):
    return [int(part) for part in version.split(".")]


policy = tomllib.loads(Path("deny.toml").read_text(encoding="utf-8"))
command = ["cargo", "metadata", "--locked", "--all-features", "--format-version", "1"]
metadata = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
packages = metadata["packages"]
names = {package["id"]: package["name"] for package in packages}
users = defaultdict(set)
for node in metadata["resolve"]["nodes"]:
    for needed in node["dependencies"]:
        users[names[needed]].add(names[node["id"]])
(own,) = (p for p in packages if p["source"] is None)
exceptions = {e["crate"]: e["allow"] for e in policy["licenses"]["exceptions"]}
wrong = []
versions = defaultdict(set)
for package in packages:
    name, version = package["name"], package["version"]
    versions[name].add(version)
    allow = policy["licenses"]["allow"] + exceptions.get(name, [])
    if not allowed(licence_of(package), allow):
        wrong.append(f"{name} {version}: the licence {licence_of(package)} is not allowed")
    if package["source"] not in (None, "registry+https://github.com/rust-lang/crates.io-index"):
        wrong.append(f"{name} {version}: comes from {package['source']}")
    needs = package["rust_version"]
    if needs and number(needs)[:2] > number(own["rust_version"])[:2]:
        wrong.append(f"{name} {version}: needs Rust {needs}, and {own['rust_version']} is promised")
    for ban in policy["bans"]["deny"]:
        if name == ban["crate"] and not users[name] <= set(ban.get("wrappers", [])):
            wrong.append(f"{name} {version}: {ban['reason']}")
skipped = {skip["crate"] for skip in policy["bans"]["skip"]}
for name, several in versions.items():
    rest = [v for v in several if not any(is_version(v, s.split("@")[1]) for s in skipped if s.split("@")[0] == name)]
    if len(rest) > 1:
        wrong.append(f"{name}: several versions: {', '.join(sorted(several))}")
for skip in skipped:
    name, version = skip.split("@")
    if len(versions[name]) < 2 or not any(is_version(v, version) for v in versions[name]):
        wrong.append(f"{skip}: not there in several versions any more; take it out of deny.toml")
print("\n".join(wrong))
print(f"{len(packages)} crates looked at, {len(wrong)} faults")
sys.exit(bool(wrong))
