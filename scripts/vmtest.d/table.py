#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `lookback doctor --json` said on each kernel and each rung, as Markdown.

usage: table.py FOLDER [PAGE]

FOLDER/KERNEL/RUNG.json are the documents. With PAGE the part between the two marks in it is
replaced; otherwise it goes to standard output. The status is 1 where a figure is a defect: more
than 100 000 instructions, or more than two seconds, for one program.
"""

import json
import pathlib
import sys

RUNGS = ["fentry", "lsm", "kprobe", "tracepoint"]
INSTRUCTIONS_LIMIT = 100_000
VERIFICATION_LIMIT_US = 2_000_000
BEGIN = "<!-- printed by scripts/vmtest --table; do not edit -->"
END = "<!-- end of what was printed -->"


def read(folder):
    """{kernel: {rung: document}}, kernels in the order of their versions; "host" marks ours."""
    kernels = {}
    for path in folder.glob("*/*.json"):
        text = path.read_text()
        if not text.strip():
            sys.exit(f"table: {path} is empty: the doctor did not run there")
        document = json.loads(text)
        documents = kernels.setdefault(document["kernel"]["release"], {})
        documents[path.stem] = document
        if path.parent.name == "host":
            documents["host"] = True
    if not kernels:
        sys.exit(f"table: no documents in {folder}")

    def version(release):
        return [int(part) for part in release.split("-")[0].split(".") if part.isdigit()]

    return dict(sorted(kernels.items(), key=lambda entry: version(entry[0])))


def short(release):
    return ".".join(release.split("-")[0].split(".")[:2])


def hooks_of(kernels):
    """Their names, in the order of the catalogue."""
    names = {}
    for documents in kernels.values():
        for rung in ["auto", *RUNGS]:
            hooks = documents.get(rung, {}).get("hooks", [])
            names.update(dict.fromkeys(hook["name"] for hook in hooks))
    return list(names)


def hook(document, name):
    return next((hook for hook in document.get("hooks", []) if hook["name"] == name), None)


def row(cells):
    return "| " + " | ".join(cells) + " |\n"


def head(cells, numbers_from):
    rules = ["---" if i < numbers_from else "---:" for i in range(len(cells))]
    return row(cells) + row(rules)


def chosen(kernels):
    """Which rung each capability takes by itself."""
    text = head(["Capability", *map(short, kernels)], 99)
    for name in hooks_of(kernels):
        cells = []
        for documents in kernels.values():
            found = hook(documents["auto"], name)
            cells.append(f"`{found['rung']}`" if found and found.get("rung") else "—")
        text += row([f"`{name}`", *cells])
    return text


def cell(document, name, rung, is_host):
    found = document and hook(document, name)
    if not found or found.get("rung") != rung:
        return ""
    counts = [program["instructions"] for program in found.get("programs", [])]
    if not counts or max(counts) == 0:
        return "—"
    cost = found.get("cost") or {}
    # An emulated processor's times say nothing.
    return f"{max(counts)}" + (f", {cost['ns']} ns" if is_host and cost.get("runs") else "")


def instructions(kernels):
    """What the verifier goes through: the largest program of each capability on each rung."""
    text = head(["Capability", "Rung", *map(short, kernels)], 2)
    for name in hooks_of(kernels):
        for rung in RUNGS:
            cells = [
                cell(documents.get(rung), name, rung, documents.get("host"))
                for documents in kernels.values()
            ]
            if any(cells):
                text += row([f"`{name}`", f"`{rung}`", *[c or "·" for c in cells]])
    return text


def totals(kernels):
    text = head(["Kernel", "Rung", "Programs", "Largest", "Longest verification", "Load"], 2)
    defects = []
    for release, documents in kernels.items():
        for rung in ["auto", *RUNGS]:
            document = documents.get(rung)
            programs = {
                program["name"]: program
                for found in (document or {}).get("hooks", [])
                for program in found.get("programs", [])
            }
            if not programs:
                continue
            largest = max(programs.values(), key=lambda p: p["instructions"])
            longest = max(programs.values(), key=lambda p: p["verification_us"])
            text += row([
                short(release), f"`{rung}`", str(len(programs)),
                f"{largest['instructions']} (`{largest['name']}`)",
                f"{longest['verification_us'] / 1000:.1f} ms (`{longest['name']}`)",
                f"{document['load_ms']} ms",
            ])
            defects += [
                f"{release}, {rung}: {program['name']}: {program['instructions']} instructions, "
                f"{program['verification_us']} us"
                for program in programs.values()
                if program["instructions"] > INSTRUCTIONS_LIMIT
                or program["verification_us"] > VERIFICATION_LIMIT_US
            ]
    return text, defects


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    kernels = read(pathlib.Path(sys.argv[1]))
    summary, defects = totals(kernels)
    text = (
        "### The rung that each capability takes by itself\n\n" + chosen(kernels)
        + "\n### Instructions verified: the largest program; on the host at hand also its cost a run\n\n"
        + instructions(kernels)
        + "\n### Loading\n\n" + summary)
    if len(sys.argv) == 3:
        page = pathlib.Path(sys.argv[2])
        before, mark, rest = page.read_text().partition(BEGIN)
        _, other, after = rest.partition(END)
        if not mark or not other:
            sys.exit(f"table: {page} has not the lines\n{BEGIN}\n{END}")
        page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")
    else:
        print(text, end="")
    for defect in defects:
        print(f"table: a defect: {defect}", file=sys.stderr)
    sys.exit(1 if defects else 0)


main()
