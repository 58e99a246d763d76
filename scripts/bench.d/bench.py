# SPDX-License-Identifier: Apache-2.0
"""Measures the sensor on this machine. Run by scripts/bench, which builds what it needs."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile

from costs import Costs, capture_modes
from document import write_table
from latency import latency
from processes import BenchError, Skipped, Tool, progress
from program_times import program_times
from project import Project
from replay import allocations, replay
from report import Report
from scaling import scaling
from sinks import Sinks
from start import start
from subjects import Lookback
from workloads import choose, make_workloads


class Bench:
    """What the sections share: options, workloads, the report."""

    def __init__(self, options, folder, listener, socket):
        self.options, self.tools, self.folder = options, options.tools, folder
        self.report = Report()
        self.rounds = 2 if options.quick else 4
        self.replayed = 200_000 if options.quick else 1_000_000
        self.failures = []
        self.record_help = subprocess.run(
            [options.binary, "record", "--help"], capture_output=True, text=True, check=True).stdout
        self.modes = capture_modes(self.record_help, options.capture)
        self.all_workloads = make_workloads(
            self.tools, folder, listener.answer()["port"], socket,
            Project(folder, 10 if options.quick else 40))
        if options.quick:
            for workload in self.all_workloads:
                workload.quick()
        self.costs, self.sinks = Costs(self), Sinks(self)
        self.floor_works = os.path.exists(self.tool("floor.bpf.o"))

    def tool(self, name):
        return os.path.join(self.tools, name)

    def workloads(self):
        return choose(self.all_workloads, self.options.workload)

    def named(self, names):
        return choose(self.all_workloads, names)

    def lookback(self, name="lookback", options=(), stdout=None, binary=None):
        return Lookback(binary or self.options.binary, name, options, stdout)

    def lookbacks(self):
        """The sensor in each of its capture modes."""
        return [self.lookback(name, options) for name, options in self.modes]

    def spawner(self):
        """Executes something every three milliseconds; answers only at its end."""
        marker = Tool([self.tool("workload"), "marker", self.tool("tiny"), self.folder])
        marker.process.stdin.write(b"100000\n")
        marker.process.stdin.flush()
        return _Killed(marker)

    def fail(self, text):
        """Something did not add up: said at once, at the end, and in the exit status."""
        self.failures.append(text)
        progress(f"FAILED: {text}")

    def run(self):
        sections = {
            "costs": self.costs.run, "latency": lambda: latency(self),
            "start": lambda: start(self), "sinks": self.sinks.run,
            "replay": lambda: replay(self), "allocations": lambda: allocations(self),
            "programs": lambda: program_times(self), "scaling": lambda: scaling(self),
        }
        for name, section in sections.items():
            if self.options.only and name not in self.options.only:
                continue
            os.sync()  # what the section before wrote is not charged to this one
            try:
                section()
            except BenchError as error:
                self.fail(f"{name}: {error}")
            except KeyboardInterrupt:
                self.fail(f"{name}: interrupted")
                break


class _Killed:
    """A tool that is in the middle of something when it has to end."""

    def __init__(self, tool):
        self.tool, self.pid = tool, tool.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tool.process.kill()
        self.tool.__exit__()


SECTIONS = ["costs", "latency", "start", "sinks", "replay", "allocations", "programs", "scaling"]


def machine(options):
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {"kernel": platform.release(), "cpus": os.cpu_count(), "model": model,
            "commit": options.commit, "quick": options.quick, "load_before": os.getloadavg()[0],
            "foreign_before": foreign_programs(options), "versions": versions()}


def foreign_programs(options):
    """BPF programs on this host that are not ours: they disturb what is measured."""
    with Tool([os.path.join(options.tools, "programs")]) as programs:
        return len(programs.ask())


def versions():
    """Of the peers, where they are installed."""
    found = {}
    for package in ("bpftrace", "libbpf-tools", "auditd"):
        done = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True,
            check=False)
        found[package] = done.stdout if done.returncode == 0 and done.stdout else None
    return found


def parse(arguments):
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer operations and rounds")
    parser.add_argument(
        "--only", action="append", metavar="SECTION", choices=SECTIONS,
        help=", ".join(SECTIONS) + "; may be repeated")
    parser.add_argument(
        "--workload", action="append", default=[], metavar="NAME",
        help="only this workload; may be repeated")
    parser.add_argument(
        "--capture", type=lambda text: text.split(","), default=[], metavar="MODE,…",
        help="measure these capture modes: ring, perf, split")
    parser.add_argument(
        "--no-peers", dest="peers", action="store_false", help="leave out other people's tools")
    parser.add_argument("--json", metavar="FILE", help="write every sample there")
    parser.add_argument(
        "--write", action="store_true", help="put the tables of what was measured into docs/performance.md")
    parser.add_argument("--programs", action="store_true", help="list every BPF program")
    parser.add_argument("--binary", required=True, help="measure this one instead of building")
    parser.add_argument("--dynamic-binary", help="the same, dynamically linked, for allocations")
    parser.add_argument("--tools", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--document", help=argparse.SUPPRESS)
    parser.add_argument("--commit", default="unknown", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main():
    options = parse(sys.argv[1:])
    about = machine(options)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        socket = os.path.join(folder, "socket")
        with Tool([os.path.join(options.tools, "workload"), "listen", socket]) as listener:
            try:
                bench = Bench(options, folder, listener, socket)
                bench.run()
            except (BenchError, Skipped) as error:
                progress(error)
                return 1
    about["load_after"], about["foreign_after"] = os.getloadavg()[0], foreign_programs(options)
    peers = ", ".join(f"{name} {version or 'not installed'}"
                      for name, version in about["versions"].items())
    print(f"Linux {about['kernel']}, {about['cpus']} x {about['model']}, commit {options.commit}; "
          f"load average {about['load_before']:.2f} before, {about['load_after']:.2f} after;\n"
          f"BPF programs of others: {about['foreign_before']} before, {about['foreign_after']} after.\n"
          f"Peers: {peers}.\n"
          f"Median of {bench.rounds} rounds, least to most, and the most allowed where there is one.")
    if options.quick:
        print("--quick: few operations, rough figures.")
    bench.report.print()
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"machine": about, "costs": bench.costs.as_json(),
                       "figures": bench.report.figures, "failures": bench.failures}, file, indent=1)
    if options.write:
        write_table(options.document, about, bench)
    for failure in bench.failures:
        print(f"FAILED: {failure}")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
