"""Reads the list of files of the package from standard input: every relative link of a page in it leads to a file of it."""

import re
import sys
from pathlib import Path, PurePosixPath

files = {line.strip().replace("\\", "/") for line in sys.stdin}
missing = []
for page in sorted(f for f in files if f.endswith(".md") and not f.startswith("src/")):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", Path(page).read_text(encoding="utf-8"), flags=re.S)
    for link in re.findall(r"\]\(([^)\s#]+)[^)]*\)|<img[^>]*src=\"([^\"]+)\"", text):
        target = link[0] or link[1]
        if "://" in target:
            continue
        parts = []
        for part in (PurePosixPath(page).parent / target).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        if "/".join(parts) not in files and not any(f.startswith("/".join(parts) + "/") for f in files):
            missing.append(f"{page}: {target}")
print("\n".join(missing))
print(f"{len(files)} files, {len(missing)} links that lead out of the package")
sys.exit(bool(missing) or len(files) < 100)
