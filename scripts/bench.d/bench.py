# SPDX-License-Identifier: Apache-2.0
"""Measures the sensor on this machine. Run by scripts/bench, which builds what it needs."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime

from report import Report, shown
from sensor import (
    BenchError, MemoryWatch, Sensor, Workload, count_kinds, cpu_ns, find, lines_of_kind,
    memory_kib, reported_loss, sampled_ns)


def progress(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.report = Report()
        self.tools = options.tools
        self.folder = options.folder
        self.rounds = 3 if options.quick else 5
        self.execs = 2000 if options.quick else 20_000
        self.writes = 100_000 if options.quick else 1_000_000
        self.small_files = 20_000 if options.quick else 200_000
        self.replayed = 200_000 if options.quick else 1_000_000
        self.replay_works = False

    def tool(self, name):
        return os.path.join(self.tools, name)

    def load(self, *arguments):
        return Workload([self.tool("load"), *map(str, arguments)])

    def sensor(self, scope_pid, **options):
        binary = options.pop("binary", self.options.binary)
        return Sensor(binary, scope_pid, self.folder, **options)

    # A load under the sensor's eyes.

    def burst(self, what, count, where, events, **options):
        """One load; what it cost the sensor beyond idling for as long, and what came out."""
        result = {}
        with self.load(what, count, where) as load, \
                self.sensor(load.pid, events=events, **options) as sensor:
            sensor.wait_until_ready()
            time.sleep(0.3)
            idle_from, idle_cpu = time.monotonic_ns(), cpu_ns(sensor.pid)
            time.sleep(self.idle_seconds)
            idle_rate = (cpu_ns(sensor.pid) - idle_cpu) / (time.monotonic_ns() - idle_from)
            result["idle_memory"] = memory_kib(sensor.pid)
            if sensor.allocations_file:
                result["allocations"] = -sensor.allocations()
            offset, sampled = sensor.written(), sampled_ns(sensor.pid)
            wall, cpu = time.monotonic_ns(), cpu_ns(sensor.pid)
            with MemoryWatch(sensor.pid) as memory:
                result["load"] = load.run()
                sensor.wait_until_drained()
            cpu = cpu_ns(sensor.pid) - cpu
            wall = time.monotonic_ns() - wall
            end, sampled_after = sensor.written(), sampled_ns(sensor.pid)
            if sensor.allocations_file:
                result["allocations"] += sensor.allocations()
            result["memory"] = memory.peak
            result["idle_percent"] = 100 * idle_rate
            result["cpu_ns"] = cpu - idle_rate * wall
            result["sampled"] = [after - before for after, before in zip(sampled_after, sampled)]
            self.idle_seconds = min(5, result["load"]["wall_ns"] / 1e9 + 0.5)
            sensor.stop()
        result["kinds"] = count_kinds(sensor.output, offset, end)
        result["events"] = sum(result["kinds"].values())
        result["bytes"] = end - offset
        result["lost"] = reported_loss(sensor.output)
        if what == "write":
            result["closed_bytes"] = sum(
                find(event, "bytes") or 0 for event in lines_of_kind(sensor.output, "file.close"))
        os.unlink(sensor.output)
        return result

    def bursts(self, *arguments, **options):
        self.idle_seconds = 1
        return [self.burst(*arguments, **options) for _ in range(self.rounds)]

    def add_burst_costs(self, runs, per="event", limit_us=None):
        """`per`: the kind whose count divides the cost; "event" for all kinds."""
        counted = [run["events"] if per == "event" else run["kinds"].get(per, 0) for run in runs]
        if not all(counted):
            self.report.note(f"no {per} came out: no cost to show")
            return
        self.report.add(
            f"sensor, user + system, per {per}",
            [run["cpu_ns"] / 1000 / count for run, count in zip(runs, counted)], "µs CPU", limit_us)

    def add_burst_outcome(self, runs, per, expected):
        seen = [run["kinds"].get(per, 0) for run in runs]
        lost = [run["lost"] for run in runs]
        self.report.add(f"{per} recorded, of {expected}", seen, "events")
        self.report.add("loss reported", lost, "events")
        self.report.add("neither recorded nor reported", [
            max(0, expected - one - gone) for one, gone in zip(seen, lost)], "events", 0)

    def add_user_share(self, runs):
        user, both = (sum(run["sampled"][i] for run in runs) for i in (0, 1))
        if both >= 100e6:
            self.report.add(
                "of it user (the kernel's tick samples that)", 100 * user / both, "%")

    def add_load_time(self, runs, count, what):
        self.report.add(
            f"the load itself, per {what}", [run["load"]["cpu_ns"] / 1000 / count for run in runs],
            "µs CPU")
        self.report.add(
            f"the load itself, per {what}, wall",
            [run["load"]["wall_ns"] / 1000 / count for run in runs], "µs wall")

    def exec_storm(self):
        tiny = self.tool("tiny")
        progress("exec storm, exec events only")
        runs = self.bursts("exec", self.execs, tiny, "process.exec")
        self.report.section(
            f"Exec storm: {self.execs} processes, 17 arguments each; --events process.exec")
        self.add_burst_costs(runs, "process.exec", limit_us=1.2)
        self.add_user_share(runs)
        self.add_burst_outcome(runs, "process.exec", self.execs)
        self.report.add("JSON per event", [run["bytes"] / max(1, run["events"]) for run in runs], "bytes")
        self.add_load_time(runs, self.execs, "process")

        progress("exec storm, all process events")
        runs = self.bursts("exec", self.execs, tiny, "process")
        self.report.section(f"The same; --events process ({self.kinds_text(runs[0])})")
        self.add_burst_costs(runs, "event")
        self.add_burst_costs(runs, "process.exec")
        self.add_user_share(runs)
        self.add_burst_outcome(runs, "process.exec", self.execs)

        self.report.section("Resident memory, both rings mapped (exec storm)")
        for state, key in (("idle", "idle_memory"), ("under load, peak", "memory")):
            if not all(run[key] for run in runs):
                self.report.note(f"{state}: the load was over too soon to sample")
                continue
            for name, label, limit in (
                    ("VmRSS", "all", 40), ("RssAnon", "anonymous", 12), ("RssFile", "file", None)):
                self.report.add(
                    f"{state}: {label}", [run[key][name] / 1024 for run in runs], "MiB", limit)
        self.report.add("CPU when idle", [run["idle_percent"] for run in runs], "% of one CPU")

    @staticmethod
    def kinds_text(run):
        return ", ".join(f"{count} {kind}" for kind, count in sorted(run["kinds"].items()))

    def write_storm(self):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            progress("write storm, one file")
            runs = self.bursts("write", self.writes, folder, "file")
            self.report.section(
                f"Write storm: {self.writes} writes of 64 bytes to one file; --events file")
            self.report.note(f"events: {self.kinds_text(runs[0])}")
            self.report.add(
                "sensor, user + system, in all", [run["cpu_ns"] / 1e6 for run in runs], "ms CPU")
            self.report.add("loss reported", [run["lost"] for run in runs], "events", 0)
            self.report.add("bytes in the close event, missing", [
                self.writes * 64 - run["closed_bytes"] for run in runs], "bytes", 0)
            self.add_load_time(runs, self.writes, "write")

            progress("write storm, small files")
            runs = self.bursts("small", self.small_files, folder, "file")
            self.report.section(
                f"Write storm: open, write, close of {self.small_files} small files; --events file")
            self.report.note(f"events: {self.kinds_text(runs[0])}")
            self.add_burst_costs(runs, "event")
            self.add_user_share(runs)
            self.add_burst_outcome(runs, "file.close", self.small_files)
            self.add_load_time(runs, self.small_files, "file")

    # What the traced program pays.

    def call_costs(self):
        """Off, on with another process in scope, off, on with the caller in scope: one caller."""
        progress("cost per call of a traced program")
        phases = []
        with Workload([self.tool("calls"), self.tool("tiny"), self.folder]) as calls, \
                self.load("exec", 0, self.tool("tiny")) as bystander:
            calls.run()  # warms up
            phases.append(("off", calls.run()))
            for _ in range(self.rounds):
                for phase, scope in (("out", bystander.pid), ("in", calls.pid)):
                    with self.sensor(scope) as sensor:
                        sensor.wait_until_ready()
                        time.sleep(0.2)
                        phases.append((phase, calls.run()))
                        sensor.stop()
                    os.unlink(sensor.output)
                    phases.append(("off", calls.run()))
        self.report.section("What a call costs its caller; all kinds recorded")
        self.report.note("off: without the sensor; out, in: what is added when another process, or")
        self.report.note("the caller, is in scope: against the mean of the off runs before and after;")
        self.report.note("the caller stays on one CPU")
        table = [["", "", "off", "out", "", "in", ""]]
        for name in phases[0][1]:
            for clock, index in (("CPU", 0), ("wall", 1)):
                values = [(phase, run[name][index]) for phase, run in phases]
                off = [value for phase, value in values if phase == "off"]
                unit, scale = ("µs", 1000) if statistics.median(off) > 10_000 else ("ns", 1)
                row = [name if clock == "CPU" else "", f"{unit} {clock}",
                       shown(statistics.median(off) / scale)]
                for wanted in ("out", "in"):
                    more = [
                        (value - (values[i - 1][1] + values[i + 1][1]) / 2) / scale
                        for i, (phase, value) in enumerate(values) if phase == wanted]
                    row += [f"{'+' if statistics.median(more) >= 0 else ''}"
                            f"{shown(statistics.median(more))}",
                            f"({shown(min(more))} to {shown(max(more))})"]
                table.append(row)
        self.report.table(table)

    # Replay: no kernel, only the path from the ring's bytes to the file.

    def bench_drain(self, *options, binary=None, preload=None):
        environment = dict(os.environ)
        counter = os.path.join(self.folder, "allocations")
        if preload:
            with open(counter, "wb") as file:
                file.write(bytes(8))
            environment.update(LD_PRELOAD=preload, MALLOC_COUNT_FILE=counter)
        with open(os.path.join(self.folder, "replay.json"), "wb") as lines:
            done = subprocess.run(
                [binary or self.options.binary, "bench-drain", *options],
                env=environment, stdout=lines, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            return None
        result = json.loads(done.stderr.strip().splitlines()[-1])
        if preload:
            with open(counter, "rb") as file:
                result["counted"] = int.from_bytes(file.read(8), "little")
        return result

    def replay_once(self, count, *options, **how):
        return self.bench_drain("--records", str(count), *options, **how)

    def replay(self):
        self.report.section(
            f"Replay: {self.replayed} exec records of 17 arguments from memory to JSON in a file")
        try:
            self.replay_works = self.replay_once(1000) is not None
        except (ValueError, IndexError):
            pass
        if not self.replay_works:
            self.report.note("skipped: this binary has no bench-drain")
            return
        progress("replay")
        runs = [self.replay_once(self.replayed) for _ in range(self.rounds)]
        self.report.add(
            "decode, encode, write: user", [run["user_ns"] / 1000 / run["events"] for run in runs],
            "µs CPU", 0.6)
        self.report.add(
            "decode, encode, write: user + system",
            [(run["user_ns"] + run["system_ns"]) / 1000 / run["events"] for run in runs], "µs CPU")
        # In turn with those without, for the machine's speed varies.
        costs = []
        for plain in runs:
            known = self.replay_once(self.replayed, "--enrich")
            again = self.replay_once(self.replayed)
            user = (plain["user_ns"] + again["user_ns"]) / 2 / again["events"]
            costs.append((known["user_ns"] / known["events"] - user) / 1000)
        self.report.add("looking up who acts, and writing it: user", costs, "µs CPU", 0.4)
        memory = self.bench_drain("--processes", "50000")
        self.report.add("memory of 50 000 known processes", memory["bytes"] / (1 << 20), "MiB", 60)

    def allocations(self):
        """Between N and 2 N events: what the start and the end allocate cancels."""
        self.report.section("Allocations per event: (those for 2 N events - those for N) / N")
        binary, preload = self.options.dynamic_binary, self.tool("malloc_count.so")
        if not binary:
            self.report.note("skipped: no dynamically linked binary to count in")
            return
        progress("allocations")
        count = self.execs // 2
        self.idle_seconds = 0.2
        once, twice = (
            self.burst("exec", n, self.tool("tiny"), "process.exec", binary=binary, preload=preload)
            for n in (count, 2 * count))
        if not once["events"] or not twice["allocations"]:
            self.report.note("live: nothing was counted")
        else:
            # Fewer events than asked for would flatter the figure.
            more = twice["events"] - once["events"]
            self.report.add(
                f"live, N = {count} exec events",
                (twice["allocations"] - once["allocations"]) / max(1, more), "allocations")
        if self.replay_works:
            once, twice = (
                self.replay_once(n, "--enrich", binary=binary, preload=preload)
                for n in (self.replayed, 2 * self.replayed))
            self.report.add(
                f"replay, N = {self.replayed}", (twice["counted"] - once["counted"]) / self.replayed,
                "allocations")

    # Start, size, verifier.

    def programs(self):
        listed = subprocess.run([self.tool("programs")], capture_output=True, check=True)
        return {item["id"]: item for item in map(json.loads, listed.stdout.splitlines())}

    def start_once(self):
        """Times since the sensor was started, read from a pipe as a consumer would."""
        times = {}
        spawner = subprocess.Popen([self.tool("load"), "spawn", self.tool("tiny")])
        try:
            with self.sensor(spawner.pid, events="process", stdout=subprocess.PIPE) as sensor:
                deadline = threading.Timer(15, sensor.process.kill)
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
                        times["exec_happened"] = (
                            happened.timestamp() * 1e3 - sensor.started_real / 1e6)
                        break
                deadline.cancel()
                sensor.process.kill()
                sensor.process.wait()
                lines.close()
        finally:
            spawner.kill()
            spawner.wait()
        if "exec" not in times:
            sensor.fail("no process.exec came out")
        return times

    def start(self):
        progress("start, size, verifier")
        runs = [self.start_once() for _ in range(self.rounds)]
        self.report.section("Start, from the sensor's own execution on; a child executes every 2 ms")
        if all("start" in run for run in runs):
            self.report.add("sensor.start read from a pipe", [run["start"] for run in runs], "ms wall")
            self.report.add("CPU time until then", [run["start_cpu"] for run in runs], "ms CPU")
        self.report.add("first process.exec happened", [run["exec_happened"] for run in runs], "ms wall")
        self.report.add("first process.exec read", [run["exec"] for run in runs], "ms wall", 200)
        self.report.add("binary", os.stat(self.options.binary).st_size / 1e6, "MB")
        if shutil.which("strip"):
            stripped = os.path.join(self.folder, "stripped")
            done = subprocess.run(
                ["strip", "-o", stripped, self.options.binary], check=False,
                stderr=subprocess.DEVNULL)
            if not done.returncode:
                self.report.add("binary, stripped", os.stat(stripped).st_size / 1e6, "MB")

        self.verifier()

    def verifier(self):
        with self.load("exec", 0, self.tool("tiny")) as bystander:
            before = self.programs()
            with self.sensor(bystander.pid) as sensor:
                sensor.wait_until_ready()
                loaded = [item for key, item in self.programs().items() if key not in before]
                sensor.stop()
        self.report.section("Verifier: instructions processed per program, all kinds recorded")
        if not loaded:
            self.report.note("skipped: no program was found loaded")
            return
        self.report.add("programs loaded", len(loaded), "programs")
        self.report.add(
            "from the first load to the last",
            (max(item["loaded_ns"] for item in loaded) - min(item["loaded_ns"] for item in loaded))
            / 1e6, "ms wall")
        if not any(item["verified"] for item in loaded):
            self.report.note("instructions skipped: this kernel does not tell (5.16 and later do)")
            return
        loaded.sort(key=lambda item: -item["verified"])
        shown = loaded if self.options.programs else loaded[:8]
        for item in shown:
            self.report.add(item["name"], item["verified"], "instructions", 100_000)
        rest = loaded[len(shown):]
        if rest:
            self.report.add(
                f"{len(rest)} more, at most (--programs lists them)", rest[0]["verified"],
                "instructions", 100_000)

    def head(self):
        model = platform.machine()
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    model = line.partition(":")[2].strip()
                    break
        print(f"Linux {platform.release()}, {os.cpu_count()} x {model}, commit {self.options.commit}, "
              f"load average before {os.getloadavg()[0]:.2f}")
        print(f"Median of {self.rounds} rounds, least to most, and the most allowed where there is one;"
              " CPU time unless it says wall.")
        if self.options.quick:
            print("--quick: few events, rough figures.")

    def run(self):
        load = os.getloadavg()
        sections = {
            "replay": self.replay, "exec": self.exec_storm, "write": self.write_storm,
            "calls": self.call_costs, "allocations": self.allocations, "start": self.start,
        }
        failed = False
        self.head()
        for name, section in sections.items():
            if self.options.only and name not in self.options.only:
                continue
            os.sync()  # what the section before wrote is not charged to this one
            try:
                section()
            except BenchError as error:
                self.report.section(f"{name}: FAILED: {error}")
                progress(f"{name}: {error}")
                failed = True
            except KeyboardInterrupt:
                self.report.section(f"{name}: interrupted")
                failed = True
                break
        self.report.print()
        print(f"\nLoad average {load[0]:.2f} before, {os.getloadavg()[0]:.2f} after.")
        return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer events and rounds")
    parser.add_argument(
        "--only", action="append", metavar="SECTION",
        choices=["replay", "exec", "write", "calls", "allocations", "start"],
        help="replay, exec, write, calls, allocations or start; may be repeated")
    parser.add_argument("--programs", action="store_true", help="list every BPF program")
    parser.add_argument("--binary", required=True, help="measure this one instead of building")
    parser.add_argument("--dynamic-binary", help="the same, dynamically linked, for --only allocations")
    parser.add_argument("--tools", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--commit", default="unknown", help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        return Bench(options).run()
    except BenchError as error:
        progress(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
