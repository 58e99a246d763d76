# SPDX-License-Identifier: Apache-2.0
"""Paired runs: without and with whoever watches, in turn, so that the machine's moods cancel."""

import os
import shutil
import statistics
import tempfile
import time

from processes import BenchError, MemoryWatch, progress


class Sample:
    """One run of a workload under the eyes of a subject, between two runs without."""

    def __init__(self, operations, before, run, after, spent, outcome, memory):
        self.operations = operations
        self.added = {
            clock: (run[clock] - (before[clock] + after[clock]) / 2) / operations
            for clock in ("cpu_ns", "wall_ns")}
        self.sensor = spent["sensor_ns"] / operations
        self.spent, self.outcome, self.memory = spent, outcome, memory
        self.raw = {"before": before, "run": run, "after": after}

    def as_json(self):
        return {**self.raw, **self.spent, "divided_by": self.operations, "memory_kib": self.memory,
                "events": {key: value for key, value in self.outcome.items()}}


class Series:
    """The samples of one subject with one workload."""

    def __init__(self, subject, workload):
        self.name, self.is_sensor = subject.name, subject.is_sensor
        self.expected = subject.expected(workload)
        self.samples, self.failure = [], None

    def added(self, clock="cpu_ns"):
        return [sample.added[clock] for sample in self.samples]

    def sensor(self):
        return [sample.sensor for sample in self.samples]

    def kernel_share(self):
        """Of the sensor's CPU time; None where the tick took too few samples of it."""
        both = sum(sample.spent["sampled_ns"] for sample in self.samples)
        user = sum(sample.spent["sampled_user_ns"] for sample in self.samples)
        return 1 - user / both if both >= 40e6 else None

    def wrong(self):
        return sorted({text for sample in self.samples for text in sample.outcome["wrong"]})

    def events(self, key):
        values = [sample.outcome[key] for sample in self.samples]
        return None if None in values else statistics.median(values)


def run_paired(workload, subjects, tools, folder, rounds):
    """A Series for each subject: A B A C A … A, `rounds` times over."""
    series = {subject.name: Series(subject, workload) for subject in subjects}
    parts = workload.count * workload.parts
    with workload.start(tools) as program:
        program.ask(max(1, workload.count // 4))  # warms up
        before = program.ask(workload.count)
        for number in range(rounds):
            for subject in subjects:
                own = series[subject.name]
                if own.failure or number % subject.every:
                    continue
                progress(f"{workload.name}: {subject.name}, {number + 1} of {rounds}")
                try:
                    run, spent, outcome, memory = run_under(subject, workload, program, folder)
                except BenchError as error:
                    own.failure = str(error)
                    progress(f"{workload.name}: {error}")
                    before = program.ask(workload.count)
                    continue
                after = program.ask(workload.count)
                own.samples.append(Sample(parts, before, run, after, spent, outcome, memory))
                before = after
    return [series[subject.name] for subject in subjects]


def keep(output):
    """Puts a copy where it outlives the run: what does not add up is rare, and to be looked into."""
    descriptor, kept = tempfile.mkstemp(".jsonl", "lookback-bench-", dir="/var/tmp")
    os.close(descriptor)
    shutil.copyfile(output, kept)
    return kept


def run_under(subject, workload, program, folder):
    with subject.start(program.pid, folder) as watcher:
        watcher.wait_until_ready()
        time.sleep(0.2)
        watcher.mark()
        with MemoryWatch(watcher.pid) as memory:
            run = program.ask(workload.count)
            watcher.wait_until_drained()
        spent = watcher.spent()
        watcher.stop()
    outcome = subject.outcome(watcher, workload, workload.count)
    if outcome["wrong"]:
        progress(f"{workload.name}: {subject.name}: does not add up; see {keep(watcher.output)}")
    os.truncate(watcher.output, 0)
    return run, spent, outcome, memory.peak
