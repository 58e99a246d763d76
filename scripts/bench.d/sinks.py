# SPDX-License-Identifier: Apache-2.0
"""What it costs where the events go: nowhere, to a file, to a socket."""

import statistics
import subprocess

from paired import run_paired
from report import aligned, shown, shown_ns, spread_ns

WORKLOADS = ("exec", "terminal", "connect-open")


def sinks(bench):
    report = bench.report
    report.section("Where the events go: sensor CPU for an operation, events lost")
    rows = [["", "sensor CPU", "", "seen", "lost"]]
    for workload in bench.named(WORKLOADS):
        subjects = [bench.lookback("file"),
                    bench.lookback("/dev/null", stdout=subprocess.DEVNULL)]
        rows.append([workload.title, "", "", "", ""])
        for one in run_paired(workload, subjects, bench.tools, bench.folder, bench.rounds):
            if not one.samples:
                bench.fail(f"{workload.name}: {one.failure}")
                continue
            rows.append([
                f"  {one.name}", shown_ns(statistics.median(one.sensor())), spread_ns(one.sensor()),
                shown(one.events("seen")), shown(one.events("lost"))])
    for line in aligned(rows, left={0, 2}):
        report.note(line)
    report.note("/dev/null: seen is what the sensor says at its end, its own and the warm-up included")
    if "unix" in bench.record_help:
        report.note("unix socket: skipped: this lookback has one, and the bench does not know it yet")
    else:
        report.note("unix socket: skipped: this lookback has no such sink yet")
