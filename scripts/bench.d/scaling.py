# SPDX-License-Identifier: Apache-2.0
"""What grows with the host: known processes, watched paths, CPUs, rules."""

import statistics

from paired import run_paired
from processes import progress
from replay import drain, user_us, works
from report import aligned, shown_ns, spread_ns


def scaling(bench):
    known_processes(bench)
    watched_paths(bench)
    workers(bench)
    bench.report.section("Scaling with rules")
    bench.report.note("skipped: there are no rules yet" if "--rules" not in bench.record_help
                      else "skipped: this lookback has rules, and the bench does not know them yet")


def known_processes(bench):
    report = bench.report
    report.section(f"Scaling with known processes: replay of {bench.replayed} execs, with lookups")
    if not works(bench, "--enrich", "--known", 0):
        report.note("skipped: this binary's bench-drain has no --known")
        return
    for known in (0, 1000, 10_000, 50_000):
        progress(f"scaling: {known} known processes")
        runs = [drain(bench, "--records", bench.replayed, "--enrich", "--known", known)
                for _ in range(bench.rounds)]
        report.add(f"{known} more known: user", [user_us(run) for run in runs], "µs CPU")
    for known in (1000, 10_000, 50_000):
        memory = drain(bench, "--processes", known)
        report.add(f"memory of {known} known processes", memory["bytes"] / (1 << 20), "MiB")


def watched_paths(bench):
    report = bench.report
    report.section("Scaling with watched paths: what an open elsewhere, and its close, costs more")
    workload, = bench.named(["open"])
    subjects = [bench.lookback("the built-in list")] + [
        bench.lookback(f"--watch {count} times", options=sum(
            (["--watch", f"/srv/watched-{number}"] for number in range(count)), []))
        for count in (1, 16, 64)]
    print_added(bench, workload, subjects)


def workers(bench):
    report = bench.report
    report.section("Scaling with CPUs: the exec storm with one worker a CPU")
    measured = {workload.name: series for workload, series, _ in bench.costs.results}
    for workload in bench.named(["exec", "exec-2"]):
        report.note(workload.title)
        sensors = [one for one in measured.get(workload.name, []) if one.is_sensor]
        if sensors:
            print_rows(bench, workload, sensors)
        else:
            print_added(bench, workload, [bench.lookback()])
    report.note("merging the rings of more CPUs than there are: skipped: bench-drain has one ring")


def print_added(bench, workload, subjects):
    print_rows(bench, workload, run_paired(
        workload, subjects, bench.tools, bench.folder, bench.rounds))


def print_rows(bench, workload, series):
    rows = [["", "added CPU", "", "sensor CPU", ""]]
    for one in series:
        if not one.samples:
            bench.fail(f"{workload.name}, {one.name}: {one.failure}")
            continue
        for text in one.wrong():
            bench.fail(f"{workload.name}, {one.name}: {text}")
        rows.append([
            one.name, shown_ns(statistics.median(one.added())), spread_ns(one.added()),
            shown_ns(statistics.median(one.sensor())), spread_ns(one.sensor())])
    for line in aligned(rows, left={0, 2, 4}):
        bench.report.note(line)
