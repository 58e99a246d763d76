# SPDX-License-Identifier: Apache-2.0
"""Processes as the bench sees them from outside: what they cost, and workloads that it tells to go."""

import json
import os
import subprocess
import sys
import threading
import time


class BenchError(Exception):
    """Ends a section with one line."""


class Skipped(Exception):
    """Something cannot be measured here; the message is the reason."""


def progress(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


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


class Tool:
    """A program of bench.d that answers each line on its input with a line of JSON."""

    def __init__(self, arguments):
        self.process = subprocess.Popen(
            list(map(str, arguments)), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise BenchError(f"{' '.join(self.process.args[:3])} failed")
        return json.loads(line)

    def ask(self, question=""):
        self.process.stdin.write(f"{question}\n".encode())
        self.process.stdin.flush()
        return self.answer()

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


def file_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def bpf_descriptors(pid):
    """How many programs, links and performance events a process holds: its attachments."""
    count = 0
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{number}")
        except OSError:
            continue
        count += "bpf" in target or "perf_event" in target
    return count


def bpf_programs(pid):
    """The ids of the BPF programs that a process holds."""
    ids = set()
    for number in os.listdir(f"/proc/{pid}/fdinfo"):
        try:
            lines = file_text(f"/proc/{pid}/fdinfo/{number}").splitlines()
        except OSError:
            continue
        ids.update(int(line.split()[1]) for line in lines if line.startswith("prog_id:"))
    return ids
