# SPDX-License-Identifier: Apache-2.0
"""What watches a workload while it is measured: the sensor, the floor, other people's tools."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time

from events import accounts, count_kinds, losses, stop_event, sum_of
from processes import BenchError, Skipped, bpf_descriptors, cpu_ns, file_text, sampled_ns


class Watcher:
    """A running program that watches, its output in a file or given away."""

    def __init__(self, name, arguments, folder, stdout=None, environment=None):
        self.name = name
        self.output = os.path.join(folder, "output")
        self.messages = os.path.join(folder, "messages")
        self.started = time.monotonic_ns()
        self.started_real = time.time_ns()
        with open(self.output, "wb") as out, open(self.messages, "wb") as messages:
            self.process = subprocess.Popen(
                list(map(str, arguments)), stdin=subprocess.DEVNULL,
                stdout=out if stdout is None else stdout, stderr=messages, env=environment)
        self.pid = self.process.pid
        self.goes_to_file = stdout is None

    def fail(self, what):
        said = file_text(self.messages).strip().splitlines()
        self.process.kill()
        raise BenchError(f"{self.name}: {what}: {said[-1] if said else 'it said nothing'}")

    def check_alive(self):
        if self.process.poll() is not None:
            self.fail(f"it ended with {self.process.returncode}")

    def wait_until(self, ready, what, seconds=15):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check_alive()
            if ready():
                return
            time.sleep(0.01)
        self.fail(f"{what} within {seconds} s")

    def wait_until_steady(self, value, good, what, for_seconds):
        """Until `value()` is good and has not changed for so long."""
        last, since = None, time.monotonic()

        def steady():
            nonlocal last, since
            now = value()
            if now != last:
                last, since = now, time.monotonic()
            return good(now) and time.monotonic() - since > for_seconds

        self.wait_until(steady, what, 60)

    def wait_until_ready(self):
        """Until all of its programs are attached."""
        self.wait_until_steady(
            lambda: bpf_descriptors(self.pid), bool, "no BPF program was attached", 0.4)

    def wait_until_drained(self):
        """Until its output has not grown and it has done next to nothing for a while."""
        self.wait_until_steady(
            lambda: (self.written(), cpu_ns(self.pid) // 5_000_000), lambda _: True,
            "it was not done", 0.35)

    def written(self):
        return os.stat(self.output).st_size

    def mark(self):
        self.offset = self.written()
        self.cpu, self.sampled = cpu_ns(self.pid), sampled_ns(self.pid)

    def spent(self):
        """CPU time since the mark: exact, and its user share as sampled."""
        sampled = sampled_ns(self.pid)
        return {
            "sensor_ns": cpu_ns(self.pid) - self.cpu,
            "sampled_user_ns": sampled[0] - self.sampled[0],
            "sampled_ns": sampled[1] - self.sampled[1],
        }

    def stop(self):
        """Ends it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        killer = threading.Timer(20, self.process.kill)
        killer.start()
        status = self.process.wait()
        killer.cancel()
        if status not in (0, 1, 124, 130, -signal.SIGINT):
            self.fail(f"it ended with {status} on SIGINT")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()


class Sensor(Watcher):
    """A running `lookback record`."""

    def wait_until_ready(self):
        """Until the first event, sensor.start, has been written."""
        if not self.goes_to_file:
            self.wait_until(
                lambda: "recording" in file_text(self.messages), "it did not begin to record")
            time.sleep(0.5)
            return

        def started():
            with open(self.output, "rb") as file:
                return b"sensor.start" in file.read(65536)

        self.wait_until(started, "no sensor.start")

    def outcome(self, expected, free, byte_sums):
        """What came of the load since the mark, and what does not add up."""
        if not self.goes_to_file:
            return self.outcome_said()
        seen = count_kinds(self.output, self.offset)
        lost, stop = losses(self.output), stop_event(self.output)
        wrong = accounts(expected, free, seen, lost, stop["sensor"]["lost"])
        for kind, count in byte_sums.items():
            came = sum_of(self.output, kind, "bytes", self.offset)
            if came != count and not sum(lost.values()):
                wrong.append(f"{kind}: {count} bytes expected, {came} seen")
        return {
            "kinds": seen, "seen": sum(n for kind, n in seen.items()
                                       if not kind.startswith("sensor.")),
            "lost": sum(lost.values()), "bytes": self.written() - self.offset, "wrong": wrong}

    def outcome_said(self):
        """Without the output there is only the summary, of all since the start."""
        said = re.search(r"(\d+) events, (none|\d+) lost", file_text(self.messages))
        if not said:
            self.fail("no summary at the end")
        lost = 0 if said[2] == "none" else int(said[2])
        return {"seen": int(said[1]), "lost": lost, "wrong": []}


class Lookback:
    """The sensor as a subject of a measurement; all kinds are recorded."""

    def __init__(self, binary, name="lookback", options=(), stdout=None):
        self.binary, self.name, self.options, self.stdout = binary, name, list(options), stdout
        self.is_sensor, self.every = True, 1

    def expected(self, workload):
        return sum(workload.expected(workload.count).values())

    def start(self, scope_pid, folder, **more):
        arguments = [self.binary, "record", "--process-tree", scope_pid, *self.options]
        if self.stdout is not None:
            more["stdout"] = self.stdout
        return Sensor(self.name, arguments, folder, **more)

    def outcome(self, watcher, workload, count):
        return watcher.outcome(
            workload.expected(count), workload.free, workload.byte_sums(count))


class Floor:
    """Records as large as the sensor's, out of the same hooks, counted and thrown away."""

    name = "floor"
    is_sensor = False
    every = 1  # round

    def __init__(self, tools):
        self.arguments = [os.path.join(tools, "floor"), os.path.join(tools, "floor.bpf.o")]

    def expected(self, workload):
        """Not known: it counts what the whole host does."""

    def start(self, _, folder):
        return Watcher(self.name, self.arguments, folder)

    def outcome(self, watcher, workload, count):
        said = json.loads(file_text(watcher.output))
        return {"seen": said["records"], "lost": said["lost"], "wrong": []}


# Peers need a tracefs, which a host may not have mounted: they get one in a namespace of their own.
IN_NAMESPACE = [
    "unshare", "--mount", "--propagation", "private", "sh", "-c",
    "mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing; exec \"$@\"",
    "sh"]


class Peer:
    """Somebody else's tool; its lines about the workload are its events."""

    is_sensor = False
    every = 2  # rounds: they are slow to start, and the sensor's figures are what counts

    def __init__(self, name, arguments, about=b"workload", to_null=False, prints=True):
        self.name, self.arguments, self.about, self.prints = name, arguments, about, prints
        self.stdout = subprocess.DEVNULL if to_null else None
        if to_null:
            self.name += ", /dev/null"
        if not shutil.which(arguments[0]):
            raise Skipped(f"{arguments[0]} is not installed")

    def expected(self, workload):
        return workload.count if self.prints else None

    def start(self, _, folder):
        return Watcher(
            self.name, IN_NAMESPACE + self.arguments, folder, stdout=self.stdout,
            environment=dict(os.environ, BPFTRACE_STRLEN="64"))

    def outcome(self, watcher, workload, count):
        seen, lost = 0, 0
        with open(watcher.output, "rb") as file:
            for line in file:
                seen += self.about in line
                said = re.match(rb"Lost (\d+) events", line)
                lost += int(said[1]) if said else 0
        lost += sum(map(int, re.findall(r"[Ll]ost (\d+) events", file_text(watcher.messages))))
        return {"seen": seen if watcher.goes_to_file and self.prints else None, "lost": lost, "wrong": []}
