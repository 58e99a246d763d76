# SPDX-License-Identifier: Apache-2.0
"""Without a kernel: from the ring's bytes in memory to lines, what it costs and what it allocates."""

import json
import os
import subprocess

from processes import BenchError, progress

# Those of workloads.py of which bench-drain has records.
WORKLOADS = ["exec", "terminal", "connect-open", "connect-unix"]


def drain(bench, *options, binary=None, preload=None):
    """One run of `lookback bench-drain`; None where the binary has no such thing."""
    environment = dict(os.environ)
    counter = os.path.join(bench.folder, "allocations")
    if preload:
        with open(counter, "wb") as file:
            file.write(bytes(8))
        environment.update(LD_PRELOAD=preload, MALLOC_COUNT_FILE=counter)
    with open(os.path.join(bench.folder, "replay.json"), "wb") as lines:
        done = subprocess.run(
            [binary or bench.options.binary, "bench-drain", *map(str, options)],
            env=environment, stdout=lines, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        return None
    result = json.loads(done.stderr.strip().splitlines()[-1])
    if preload:
        with open(counter, "rb") as file:
            result["counted"] = int.from_bytes(file.read(8), "little")
    return result


def works(bench, *options):
    return drain(bench, "--records", 1000, *options) is not None


def user_us(run):
    return run["user_ns"] / 1000 / run["events"]


def replay(bench):
    report, count = bench.report, bench.replayed
    report.section(f"Replay: {count} exec records of 17 arguments from memory to JSON in a file")
    if not works(bench):
        report.note("skipped: this binary has no bench-drain")
        return
    progress("replay")
    runs = [drain(bench, "--records", count) for _ in range(bench.rounds)]
    report.add("decode, encode, write: user", [user_us(run) for run in runs], "µs CPU", 0.6)
    report.add(
        "decode, encode, write: user + system",
        [(run["user_ns"] + run["system_ns"]) / 1000 / run["events"] for run in runs], "µs CPU")
    # In turn with those without, for the machine's speed varies.
    costs = []
    for plain in runs:
        known = drain(bench, "--records", count, "--enrich")
        again = drain(bench, "--records", count)
        costs.append(user_us(known) - (user_us(plain) + user_us(again)) / 2)
    report.add("looking up who acts, and writing it: user", costs, "µs CPU", 0.4)
    for workload in WORKLOADS:
        if works(bench, "--workload", workload):
            runs = [drain(bench, "--records", count, "--enrich", "--workload", workload)
                    for _ in range(bench.rounds)]
            report.add(f"an event of the workload {workload}: user",
                       [user_us(run) for run in runs], "µs CPU")


def allocations(bench):
    """Between N and 2 N events: what the start and the end allocate cancels."""
    report, count = bench.report, bench.replayed
    report.section("Allocations per event: (those for 2 N events - those for N) / N")
    binary, preload = bench.options.dynamic_binary, bench.tool("malloc_count.so")
    if not binary:
        report.note("skipped: no dynamically linked binary to count in")
        return
    progress("allocations")
    once, twice = (
        drain(bench, "--records", n, "--enrich", binary=binary, preload=preload)
        for n in (count, 2 * count))
    if not once or not twice:
        raise BenchError("the dynamically linked binary has no bench-drain")
    report.add(f"replay, N = {count}", (twice["counted"] - once["counted"]) / count, "allocations")
    first, second = (allocated_live(bench, n, binary, preload) for n in (4000, 8000))
    report.add(
        "live, N = 12000 process events", (second[0] - first[0]) / (second[1] - first[1]),
        "allocations")


def allocated_live(bench, execs, binary, preload):
    """Allocations during an exec storm, and the events that came of it."""
    workload = next(item for item in bench.all_workloads if item.name == "exec")
    counter = os.path.join(bench.folder, "allocations")
    with open(counter, "wb") as file:
        file.write(bytes(8))
    environment = dict(os.environ, LD_PRELOAD=preload, MALLOC_COUNT_FILE=counter)

    def counted():
        with open(counter, "rb") as file:
            return int.from_bytes(file.read(8), "little")

    subject = bench.lookback(binary=binary)
    with workload.start(bench.tools) as program, \
            subject.start(program.pid, bench.folder, environment=environment) as sensor:
        sensor.wait_until_ready()
        program.ask(1000)
        sensor.wait_until_drained()
        sensor.mark()
        before = counted()
        program.ask(execs)
        sensor.wait_until_drained()
        after = counted()
        sensor.stop()
    outcome = subject.outcome(sensor, workload, execs)
    if outcome["wrong"]:
        raise BenchError("; ".join(outcome["wrong"]))
    return after - before, outcome["seen"]
