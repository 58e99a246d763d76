# SPDX-License-Identifier: Apache-2.0
"""The table of costs in docs/performance.md, between two marks that stay."""

import statistics

from processes import BenchError
from report import shown, shown_ns

BEGIN, END = "<!-- costs: written by scripts/bench --write -->", "<!-- costs: end -->"
HEAD = ["workload", "subject", "added for the program", "wall", "its own CPU", "at most",
        "events: expected, seen, lost"]


def limits(workload):
    if workload.added_limit is None:
        return ""
    sensor = "0" if not workload.sensor_limit else shown_ns(workload.sensor_limit)
    return f"{shown_ns(workload.added_limit)} / {sensor}"


def of(values):
    return (f"**{shown_ns(statistics.median(values))}** "
            f"({shown_ns(min(values))} … {shown_ns(max(values))})")


def events(series, workload):
    seen, lost = series.events("seen"), series.events("lost")
    if seen is None:
        return ""
    more = "+" if series.is_sensor and workload.free else ""
    expected = "" if series.expected is None else f"{shown(series.expected)}{more}"
    return f"{expected or '?'}, {shown(seen)}, {shown(lost)}"


def rows(results):
    for workload, series, _ in results:
        for number, one in enumerate(series):
            yield [workload.title if number == 0 else "", one.name, of(one.added()),
                   shown_ns(statistics.median(one.added("wall_ns"))), of(one.sensor()),
                   limits(workload) if one.is_sensor else "", events(one, workload)]


def table(about, bench):
    """The lines between the marks."""
    peers = ", ".join(f"{name} {version}" for name, version in about["versions"].items() if version)
    yield (f"{about['cpus']} x {about['model']}, Linux {about['kernel']}, commit {about['commit']}, "
           f"median of {bench.rounds} rounds (least … most); load average {about['load_before']:.1f} "
           f"before and {about['load_after']:.1f} after; BPF programs of others: "
           f"{about['foreign_before']} and {about['foreign_after']}; peers: {peers or 'none installed'}.")
    yield ""
    yield "| " + " | ".join(HEAD) + " |"
    yield "| --- " * len(HEAD) + "|"
    for row in rows(bench.costs.results):
        yield "| " + " | ".join(row) + " |"
    left_out = sorted({reason for _, _, reasons in bench.costs.results for reason in reasons})
    if left_out:
        yield ""
        yield "Not measured here: " + "; ".join(left_out) + "."


def replaced(text, lines):
    """`text` with other lines between the marks."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise BenchError("the document has no marks to write the table between")
    return f"{head}{begin}\n" + "\n".join(lines) + f"\n{end}{tail}"


def write_table(path, about, bench):
    """Rewrites the table; the text around it is by hand."""
    if not bench.costs.results:
        raise BenchError("--write: no costs were measured")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = replaced(text, table(about, bench))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
