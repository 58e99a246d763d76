# SPDX-License-Identifier: Apache-2.0
"""Time to the first event, size of the binary, work of the verifier, what idling costs."""

import json
import os
import shutil
import subprocess
import threading
import time
from datetime import datetime

from processes import Tool, bpf_programs, cpu_ns, memory_kib, progress


def first_event(bench):
    """Times since the sensor was started, read from a pipe as a consumer would."""
    times = {}
    with bench.spawner() as spawner, \
            bench.lookback(options=["--events", "process"], stdout=subprocess.PIPE).start(
                spawner.pid, bench.folder) as sensor:
        deadline = threading.Timer(20, sensor.process.kill)
        deadline.start()
        lines = sensor.process.stdout
        for line in lines:
            now = (time.monotonic_ns() - sensor.started) / 1e6
            event = json.loads(line)
            if event["kind"] == "sensor.start":
                times["start"] = now
                times["start_cpu"] = cpu_ns(sensor.pid) / 1e6
            elif event["kind"] == "process.exec":
                happened = datetime.fromisoformat(event["time"])
                times["exec"] = now
                times["exec_happened"] = happened.timestamp() * 1e3 - sensor.started_real / 1e6
                break
        deadline.cancel()
        sensor.process.kill()
        sensor.process.wait()
        lines.close()
        if "exec" not in times:
            sensor.fail("no process.exec came out")
    return times


def start(bench):
    progress("start, size, verifier, idling")
    report = bench.report
    runs = [first_event(bench) for _ in range(bench.rounds)]
    report.section("Start, from the sensor's own execution on; a child executes every 3 ms")
    report.add("sensor.start read from a pipe", [run["start"] for run in runs], "ms wall")
    report.add("CPU time until then", [run["start_cpu"] for run in runs], "ms CPU")
    report.add("first process.exec happened", [run["exec_happened"] for run in runs], "ms wall")
    report.add("first process.exec read", [run["exec"] for run in runs], "ms wall")
    report.add("binary", os.stat(bench.options.binary).st_size / 1e6, "MB")
    if shutil.which("strip"):
        stripped = os.path.join(bench.folder, "stripped")
        subprocess.run(["strip", "-o", stripped, bench.options.binary], check=True)
        report.add("binary, stripped", os.stat(stripped).st_size / 1e6, "MB")
    idle_and_verifier(bench)


def idle_and_verifier(bench):
    report = bench.report
    with Tool([bench.tool("workload"), "getppid"]) as quiet, \
            Tool([bench.tool("programs")]) as programs, \
            bench.lookback().start(quiet.pid, bench.folder) as sensor:
        sensor.wait_until_ready()
        time.sleep(0.5)
        own = bpf_programs(sensor.pid)
        loaded = [item for item in programs.ask() if item["id"] in own]
        shares = []
        for _ in range(bench.rounds):
            wall, cpu = time.monotonic_ns(), cpu_ns(sensor.pid)
            time.sleep(1)
            shares.append(100 * (cpu_ns(sensor.pid) - cpu) / (time.monotonic_ns() - wall))
        memory = memory_kib(sensor.pid)
        sensor.stop()
    report.section("Idle: in scope is a process that does nothing")
    report.add("CPU", shares, "% of one CPU")
    for name, label in (("VmRSS", "resident memory, rings included"), ("RssAnon", "of it anonymous"),
                        ("RssFile", "of it files and rings")):
        report.add(label, memory[name] / 1024, "MiB", 48 if name == "VmRSS" else None)

    report.section("Verifier: instructions processed per program, all kinds recorded")
    if not loaded:
        report.note("skipped: the sensor holds no programs")
        return
    report.add("programs loaded", len(loaded), "programs")
    if not any(item["verified"] for item in loaded):
        report.note("instructions skipped: this kernel does not tell (5.16 and later do)")
        return
    loaded.sort(key=lambda item: -item["verified"])
    first = loaded if bench.options.programs else loaded[:8]
    for item in first:
        report.add(item["name"], item["verified"], "instructions", 100_000)
    rest = loaded[len(first):]
    if rest:
        report.add(f"{len(rest)} more, at most (--programs lists them)", rest[0]["verified"],
                   "instructions", 100_000)
