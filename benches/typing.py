#!/usr/bin/env python3
"""How many keys a person presses for claims in an editor with the language server, beside typing all of them.

    python3 benches/typing.py target/release/remit [--project .] [--sources DIR] [--every 3]

Each claim of the data is typed anew, field by field, below the records that stand before it in its file. A field costs what is typed until
the wanted completion is offered, one key for each step down the list, and one to take it; or its letters, where that is less. A quotation
may be taken from an offer that begins as it does: what is missing is typed, and what is too much is deleted word by word. Ids are left out,
since a record needs none; notes are counted apart, since nothing offers them.
"""

import argparse
import json
import pathlib
import queue
import re
import shutil
import subprocess
import tempfile
import threading

# After how many letters a person looks at what is offered.
LOOKS = {"quote": (3, 6, 10, 15), None: (0, 1, 2, 3, 5)}
# How far down a list a person goes.
DEEPEST = 7


class Editor:
    def __init__(self, program, root):
        self.root, self.number, self.answers = root, 0, queue.Queue()
        self.process = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self.read, daemon=True).start()
        self.ask("initialize", {})
        self.tell("initialized", {})

    def read(self):
        while True:
            length = 0
            while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length"):
                    length = int(line.split(b":")[1])
            if not length:
                return
            message = json.loads(self.process.stdout.read(length))
            if "method" not in message:
                self.answers.put(message)

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while (answer := self.answers.get(timeout=120)).get("id") != self.number:
            pass
        return answer.get("result")

    def open(self, path, text):
        self.uri = (self.root / path).as_uri()
        self.tell("textDocument/didOpen", {"textDocument": {"uri": self.uri, "languageId": "toml", "version": 1, "text": text}})

    def close(self):
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    def offers(self, text):
        """What is offered at the end of a text, as it would be written."""
        self.tell("textDocument/didChange", {"textDocument": {"uri": self.uri, "version": 2}, "contentChanges": [{"text": text}]})
        last = text[text.rfind("\n") + 1:]
        place = {"line": text.count("\n"), "character": len(last.encode("utf-16-le")) // 2}
        found = self.ask("textDocument/completion", {"textDocument": {"uri": self.uri}, "position": place})
        return [item["textEdit"]["newText"] for item in (found or {}).get("items", [])]


def cheapest(editor, text, wanted, looks, fit):
    """The least that a piece of text costs, typed or taken; `fit` says what it costs to make it of an offer, none where it cannot be."""
    best = len(wanted)
    for typed in (k for k in looks if k < best):
        for down, offer in enumerate(editor.offers(text + wanted[:typed])[:DEEPEST + 1]):
            cost = fit(offer)
            if cost is not None:
                best = min(best, typed + down + 1 + cost)
    return best


def of_quote(wanted):
    def fit(offer):
        inner = offer.strip('"')
        inner_wanted = wanted.strip('"')
        if inner_wanted.startswith(inner):
            return len(inner_wanted) - len(inner)
        if inner.startswith(inner_wanted):
            return len(inner[len(inner_wanted):].split())
        return None
    return fit


def exactly(wanted):
    return lambda offer: 0 if offer.strip('"') == wanted.strip('"') else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("remit")
    parser.add_argument("--project", default=".")
    parser.add_argument("--sources")
    parser.add_argument("--every", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "project"
        root.mkdir()
        for name in ("remit.toml", "remit.lock", "ontology", "data", "sources"):
            path = pathlib.Path(options.project) / name
            if path.is_dir():
                shutil.copytree(path, root / name)
            elif path.exists():
                shutil.copy(path, root / name)
        if options.sources:
            shutil.copytree(options.sources, root / "sources", dirs_exist_ok=True)
        editor = Editor(options.remit, root)
        claims, typed, pressed, notes, number = 0, 0, 0, 0, 0
        by_field = {}
        for path in sorted((root / "data").rglob("*.toml")):
            whole = path.read_text()
            editor.open(path.relative_to(root), whole)
            records = re.split(r"(?m)^(?=\[)", whole)
            before = ""
            for record in records:
                number += record.startswith("[[claim]]")
                if record.startswith("[[claim]]") and number % options.every == 0:
                    claims += 1
                    text = before + "[[claim]]\n"
                    typed += len("[[claim]]\n") + 1
                    pressed += len("[[claim]]\n") + 1
                    for line in record.strip().split("\n")[1:]:
                        key, _, value = line.partition(" = ")
                        if key in ("id", "") or line.startswith("#"):
                            continue
                        if key in ("note", "doubt"):
                            notes += len(line) + 1
                            continue
                        full = f"{key} = "
                        least = cheapest(editor, text, full, LOOKS[None], lambda offer: 0 if offer == full else None)
                        text += full
                        fit = of_quote(value) if key == "quote" else exactly(value)
                        least += cheapest(editor, text, value, LOOKS.get(key, LOOKS[None]), fit) + 1
                        text += value + "\n"
                        typed += len(line) + 1
                        pressed += least
                        one = by_field.setdefault(key, [0, 0])
                        one[0] += len(line) + 1
                        one[1] += least
                before += record
            editor.close()
        editor.process.kill()
    print(f"{claims} claims: {typed} keys to type all but ids and notes, {pressed} with the server ({100 * pressed / typed:.0f} %); notes {notes} more")
    for key, (all_of_it, least) in sorted(by_field.items(), key=lambda one: -one[1][0]):
        print(f"  {key}: {all_of_it} -> {least}")


if __name__ == "__main__":
    main()
