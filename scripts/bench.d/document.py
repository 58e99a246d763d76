# SPDX-License-Identifier: Apache-2.0
"""The tables in docs/performance.md, each between two marks that stay."""

import statistics

from processes import BenchError
from report import shown, shown_ns

COSTS, SINKS = "costs", "sinks"
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


def machine(about, bench):
    """What was measured, where and when."""
    return (f"{about['cpus']} x {about['model']}, Linux {about['kernel']}, commit {about['commit']}, "
            f"median of {bench.rounds} rounds (least … most); load average {about['load_before']:.1f} "
            f"before and {about['load_after']:.1f} after; BPF programs of others: "
            f"{about['foreign_before']} and {about['foreign_after']}")


def markdown(rows):
    """The first row is the head."""
    for number, row in enumerate(rows):
        yield "| " + " | ".join(row) + " |"
        if number == 0:
            yield "| --- " * len(row) + "|"


def costs(about, bench):
    """The lines between the marks of the table of costs."""
    peers = ", ".join(f"{name} {version}" for name, version in about["versions"].items() if version)
    yield f"{machine(about, bench)}; peers: {peers or 'none installed'}."
    yield ""
    yield from markdown([HEAD, *rows(bench.costs.results)])
    left_out = sorted({reason for _, _, reasons in bench.costs.results for reason in reasons})
    if left_out:
        yield ""
        yield "Not measured here: " + "; ".join(left_out) + "."


def sinks(about, bench):
    """The lines between the marks of the tables of sinks."""
    yield f"{machine(about, bench)}."
    for title, table in bench.sinks.tables():
        yield from ["", title, ""]
        yield from markdown(table)
    for note in bench.sinks.notes:
        yield from ["", f"{note}."]


def marks(name):
    return f"<!-- {name}: written by scripts/bench --write -->", f"<!-- {name}: end -->"


def replaced(text, name, lines):
    """`text` with other lines between the marks of that name."""
    begin, end = marks(name)
    head, found_begin, rest = text.partition(begin)
    _, found_end, tail = rest.partition(end)
    if not found_begin or not found_end:
        raise BenchError(f"the document has no marks to write the table {name} between")
    return f"{head}{begin}\n" + "\n".join(lines) + f"\n{end}{tail}"


def write_table(path, about, bench):
    """Rewrites the tables of what was measured; the text around them is by hand."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not bench.costs.results and not bench.sinks.replayed:
        raise BenchError("--write: neither costs nor sinks were measured")
    if bench.costs.results:
        text = replaced(text, COSTS, costs(about, bench))
    if bench.sinks.replayed:
        text = replaced(text, SINKS, sinks(about, bench))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
