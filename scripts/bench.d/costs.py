# SPDX-License-Identifier: Apache-2.0
"""The table of costs: each workload under the sensor in each capture mode, the floor and peers."""

import statistics

from paired import run_paired
from processes import progress
from report import aligned, percent, shown, shown_ns, spread_ns
from subjects import Floor

HEAD = ["", "added CPU", "", "added wall", "", "sensor CPU", "", "kernel", "expected", "seen", "lost",
        ""]


def verdict(series, workload):
    """What is over its limit, or did not add up."""
    words = []
    if series.is_sensor:
        for name, values, limit in (
                ("added", series.added(), workload.added_limit),
                ("sensor", series.sensor(), workload.sensor_limit)):
            # A limit of nothing is one of no event: what is left is the sensor's idling.
            if limit is not None and statistics.median(values) > max(limit, 10):
                words.append(f"{name} OVER {shown_ns(limit)}")
        if series.wrong():
            words.append("DOES NOT ADD UP")
    return ", ".join(words)


def row(series, workload):
    free = series.is_sensor and workload.free
    count = lambda value: "-" if value is None else shown(value)
    return [
        f"  {series.name}", shown_ns(statistics.median(series.added())), spread_ns(series.added()),
        shown_ns(statistics.median(series.added("wall_ns"))), spread_ns(series.added("wall_ns")),
        shown_ns(statistics.median(series.sensor())), spread_ns(series.sensor()),
        percent(series.kernel_share()), count(series.expected) + ("+" if free else ""),
        count(series.events("seen")), count(series.events("lost")), verdict(series, workload)]


class Costs:
    """Measures, prints, and keeps what was measured."""

    def __init__(self, bench):
        self.bench = bench
        self.results = []  # (workload, [Series], reasons why a peer was left out)

    def run(self):
        bench = self.bench
        subjects = bench.lookbacks()
        if bench.floor_works:
            subjects.append(Floor(bench.tools))
        for workload in bench.workloads():
            peers, reasons = workload.peers() if bench.options.peers else ([], [])
            series = run_paired(workload, subjects + peers, bench.tools, bench.folder, bench.rounds)
            reasons += [one.failure for one in series if one.failure]
            series = [one for one in series if one.samples]
            for one in series:
                for text in one.wrong():
                    bench.fail(f"{workload.name}, {one.name}: {text}")
            self.results.append((workload, series, reasons))
        self.print()

    def print(self):
        report = self.bench.report
        report.section("What an operation costs: the program that is watched, and whoever watches")
        report.note("all kinds recorded, events to a file; added: against the runs without, before")
        report.note("and after; CPU of the program and its children, then wall; sensor: its own CPU,")
        report.note("and how much of it in the kernel; events of a run. Medians, (least to most).")
        rows = [HEAD]
        notes = []
        for workload, series, reasons in self.results:
            rows.append([workload.title] + [""] * (len(HEAD) - 1))
            rows += [row(one, workload) for one in series]
            notes += [f"{workload.name}: not measured: {reason}" for reason in reasons]
            notes += [f"{workload.name}: {text}" for one in series for text in one.wrong()]
        for line in aligned(rows, left={0, 2, 4, 6, 11}):
            report.note(line)
        for text in notes:
            report.note(text)
        report.note("auditd: not measured: it would take the host's one audit socket")
        peaks = [sample.memory.get("VmRSS", 0) / 1024 for _, series, _ in self.results
                 for one in series if one.is_sensor for sample in one.samples]
        if peaks:
            report.add("the sensor's resident memory, rings included, at most", max(peaks), "MiB", 48)

    def as_json(self):
        return [
            {"workload": workload.name, "title": workload.title, "operations": workload.count,
             "limits_ns": {"added": workload.added_limit, "sensor": workload.sensor_limit},
             "left_out": reasons,
             "subjects": {one.name: [sample.as_json() for sample in one.samples] for one in series}}
            for workload, series, reasons in self.results]


def capture_modes(binary_help, wanted):
    """The options of each mode; one without a name where this binary knows no modes."""
    if not wanted:
        return [("lookback", [])]
    if "--capture" not in binary_help:
        progress("this lookback has no --capture: only its one way to capture is measured")
        return [("lookback", [])]
    return [(f"lookback, {mode}", ["--capture", mode]) for mode in wanted]
