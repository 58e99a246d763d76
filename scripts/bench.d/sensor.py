# SPDX-License-Identifier: Apache-2.0
"""The sensor and its workloads as the bench drives them: start, watch from outside, stop, count."""

import collections
import json
import os
import re
import signal
import struct
import subprocess
import threading
import time


class BenchError(Exception):
    """Ends the bench with one line."""


def cpu_ns(pid):
    """User and system time of all threads of a process, exact: the scheduler's own sum."""
    return time.clock_gettime_ns((~pid << 3) | 2)  # CPUCLOCK_SCHED of another process


def sampled_ns(pid):
    """User time, and user and system time, as the kernel's tick samples them: only a proportion."""
    return time.clock_gettime_ns((~pid << 3) | 1), time.clock_gettime_ns((~pid << 3) | 0)


def memory_kib(pid):
    """VmRSS, RssAnon and RssFile."""
    found = {}
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name in ("VmRSS", "RssAnon", "RssFile"):
                found[name] = int(value.split()[0])
    return found


class Workload:
    """A program of bench.d that begins when told to, says what it took, and stays until released."""

    def __init__(self, arguments):
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid

    def run(self):
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise BenchError(f"the workload {self.process.args[0]} failed")
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Sensor:
    """A running `lookback record` whose events go to a file."""

    def __init__(self, binary, scope_pid, folder, events=None, preload=None, stdout=None):
        self.output = os.path.join(folder, "events.ndjson")
        self.messages = os.path.join(folder, "messages")
        arguments = [binary, "record", "--process-tree", str(scope_pid)]
        if events:
            arguments += ["--events", events]
        environment = dict(os.environ)
        self.allocations_file = None
        if preload:
            self.allocations_file = os.path.join(folder, "allocations")
            with open(self.allocations_file, "wb") as file:
                file.write(bytes(8))
            environment["LD_PRELOAD"] = preload
            environment["MALLOC_COUNT_FILE"] = self.allocations_file
        self.started = time.monotonic_ns()
        self.started_real = time.time_ns()
        with open(self.output, "wb") as out, open(self.messages, "wb") as messages:
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=stdout or out, stderr=messages,
                env=environment)
        self.pid = self.process.pid
        self.usage = None

    def fail(self, what):
        with open(self.messages, encoding="utf-8", errors="replace") as file:
            said = file.read().strip().splitlines()
        self.process.kill()
        raise BenchError(f"{what}: {said[-1] if said else 'it said nothing'}")

    def wait_until_ready(self):
        """Until the first event, sensor.start, has been written."""
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if self.process.poll() is not None:
                self.fail(f"the sensor ended with {self.process.returncode}")
            with open(self.output, "rb") as file:
                if b"sensor.start" in file.read(65536):
                    return
            time.sleep(0.005)
        self.fail("no sensor.start within 15 s")

    def written(self):
        return os.stat(self.output).st_size

    def wait_until_drained(self):
        """Until the output has not grown for a while."""
        end = time.monotonic() + 60
        size, since = self.written(), time.monotonic()
        while time.monotonic() < end:
            time.sleep(0.02)
            if self.process.poll() is not None:
                self.fail(f"the sensor ended with {self.process.returncode}")
            now = self.written()
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() - since > 0.4:
                return
        self.fail("the output still grows a minute after the load")

    def allocations(self):
        with open(self.allocations_file, "rb") as file:
            return struct.unpack("<Q", file.read(8))[0]

    def stop(self):
        """Ends the sensor as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        killer = threading.Timer(15, self.process.kill)
        killer.start()
        _, status, self.usage = os.wait4(self.pid, 0)
        killer.cancel()
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode not in (0, 130, -signal.SIGINT):
            self.fail(f"the sensor ended with {self.process.returncode} on SIGINT")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()


class MemoryWatch(threading.Thread):
    """Samples a process's resident memory; `peak` has the greatest value of each kind."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = {}
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.05):
            try:
                for name, value in memory_kib(self.pid).items():
                    self.peak[name] = max(value, self.peak.get(name, 0))
            except OSError:
                return

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


FIRST_KIND = re.compile(rb'^\{"kind":"([a-z_.]+)"', re.MULTILINE)


def count_kinds(path, start=0, end=None):
    """Events by kind in a part of an output file that begins and ends between lines."""
    counts = collections.Counter()
    position = start
    with open(path, "rb") as file:
        file.seek(start)
        rest = b""
        while end is None or position < end:
            block = file.read(min(1 << 24, (end - position) if end is not None else 1 << 24))
            if not block:
                break
            position += len(block)
            lines, newline, tail = (rest + block).rpartition(b"\n")
            rest = tail
            if not newline:
                continue
            kinds = FIRST_KIND.findall(lines)
            if len(kinds) == lines.count(b"\n") + 1:
                counts.update(kinds)
            else:  # another order of fields
                counts.update(json.loads(line)["kind"].encode() for line in lines.split(b"\n"))
    if rest:
        raise BenchError("the output does not end with a whole line")
    return {kind.decode(): count for kind, count in counts.items()}


def lines_of_kind(path, kind):
    """The events of one kind, decoded."""
    wanted = f'"kind":"{kind}"'.encode()
    with open(path, "rb") as file:
        for line in file:
            if wanted in line:
                event = json.loads(line)
                if event["kind"] == kind:
                    yield event


def find(event, name):
    """The first number called `name` at any depth of an event."""
    for key, value in event.items():
        if key == name and isinstance(value, int):
            return value
        if isinstance(value, dict):
            found = find(value, name)
            if found is not None:
                return found
    return None


def reported_loss(path):
    """The sum over sensor.loss, or what sensor.stop says if that is more."""
    total = sum(find(event, "count") or 0 for event in lines_of_kind(path, "sensor.loss"))
    with open(path, "rb") as file:
        file.seek(max(0, os.stat(path).st_size - 65536))
        last = json.loads(file.read().splitlines()[-1])
    if last["kind"] != "sensor.stop":
        raise BenchError("the output does not end with sensor.stop")
    return max(total, find(last, "lost") or 0)
