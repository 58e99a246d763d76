# SPDX-License-Identifier: Apache-2.0
"""Where the added time goes: which BPF programs ran for a workload, how often, for how long."""

import time

from processes import BenchError, Tool, bpf_programs, progress
from report import aligned, shown


def program_times(bench):
    report = bench.report
    report.section("BPF programs, by the kernel's own clock: nanoseconds for an operation")
    report.note("the clock itself costs some 20 to 60 ns a run and is in these; a program that the")
    report.note("dispatcher (syscall_exit) jumps to is in the dispatcher's time")
    rows = [["", "runs", "ns a run", "ns an operation"]]
    for workload in bench.workloads():
        progress(f"BPF programs: {workload.name}")
        with workload.start(bench.tools) as program, \
                Tool([bench.tool("programs"), "--time"]) as programs, \
                bench.lookback().start(program.pid, bench.folder) as sensor:
            sensor.wait_until_ready()
            time.sleep(0.2)
            own = bpf_programs(sensor.pid)
            before = {item["id"]: item for item in programs.ask()}
            program.ask(workload.count)
            after = [item for item in programs.ask() if item["id"] in own]
            sensor.stop()
        if not after:
            raise BenchError("the sensor holds no programs")
        rows.append([workload.title, "", "", ""])
        parts = workload.count * workload.parts
        spent = []
        for item in after:
            runs = item["runs"] - before[item["id"]]["runs"]
            if runs:
                ns = item["run_ns"] - before[item["id"]]["run_ns"]
                spent.append((ns / parts, runs / parts, ns / runs, item["name"]))
        for of_all, runs, each, name in sorted(spent, reverse=True)[:6]:
            if of_all >= 1:
                rows.append([f"  {name}", shown(runs), shown(each), shown(of_all)])
    for line in aligned(rows):
        report.note(line)
