"""Reads the JSON Schema of projects with another reader, and holds their data files against it.

    python3 tests/check_schema.py target/release/remit [PROJECT ...]

Needs the package jsonschema. Every data file of a project that builds must be valid, and files with one mistake each must not be.
"""

import json
import pathlib
import subprocess
import sys
import tomllib

import jsonschema

# Mistakes that one record shows by itself, each as what is changed in a claim or an entity.
MISTAKES = {
    "a key that there is not": ("claim", {"qoute": "words"}),
    "a property that the ontology does not have": ("claim", {"predicate": "no-such-property"}),
    "a status that it does not have": ("claim", {"status": "surely"}),
    "a claim without a subject": ("claim", {"subject": None}),
    "a class that it does not have": ("entity", {"type": "NoSuchClass"}),
    "an entity without a name": ("entity", {"name": None}),
}


def plain(value):
    """A value as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def files(project):
    for path in sorted((project / "data").rglob("*.toml")):
        with open(path, "rb") as file:
            yield path, plain(tomllib.load(file))


def main():
    remit, projects = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:] or ["."]]
    tried, refused = 0, 0
    for project in projects:
        printed = subprocess.run([remit, "schema", "--project", str(project)], check=True, capture_output=True).stdout
        schema = json.loads(printed)
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        seen = set()
        for path, data in files(project):
            faults = [f"{path}: {fault.json_path}: {fault.message[:200]}" for fault in validator.iter_errors(data)]
            if faults:
                sys.exit("\n".join(faults[:20]))
            tried += 1
            for name, (kind, change) in MISTAKES.items():
                records = data.get(kind)
                if not records or name in seen:
                    continue
                record = {**records[0], **change}
                record = {key: value for key, value in record.items() if value is not None}
                if validator.is_valid({kind: [record]}):
                    sys.exit(f"{path}: {name} is not told")
                seen.add(name)
                refused += 1
    print(f"schema: {tried} data files valid, {refused} mistakes told")


if __name__ == "__main__":
    main()
