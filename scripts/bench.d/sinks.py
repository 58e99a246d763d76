# SPDX-License-Identifier: Apache-2.0
"""What it costs where the events go, and that a sink nobody takes from costs the others nothing."""

import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time

from paired import run_paired
from processes import BenchError, Skipped, Tool, file_text, progress
from report import aligned, shown, shown_ns
from subjects import Lookback

# On top of encoding, for a line: what the project allows a delivery, a format and a condition.
DELIVERY, FORMAT, CONDITION = 500, 1000, 300
EVENTS_OF_EXEC = 3
CHECKED = 20_000


class Receiver(Tool):
    """receiver.py: reads what a sink sends and counts it, or accepts and never reads."""

    def __init__(self, *arguments):
        super().__init__([sys.executable, "-B", os.path.join(os.path.dirname(__file__), "receiver.py"),
                          *arguments])
        self.at = self.answer()
        self.before = 0

    def lines(self):
        """Lines that have come since this was last asked for the last time."""
        now = self.ask()["lines"]
        came, self.before = now - self.before, now
        return came

    def wait_for(self, count):
        """The lines that have come, once there are so many; what comes late is on its way in the kernel."""
        came, end = 0, time.monotonic() + 5
        while came < count and time.monotonic() < end:
            came += self.lines()
            if came < count:
                time.sleep(0.02)
        return came


class Sink:
    """A sink as --sink has it, who is at its other end, and what a line of it may cost."""

    def __init__(self, name, text, receiver=None, limit=DELIVERY, spool=None, takes=True, stuck=None):
        self.name, self.text, self.receiver, self.limit = name, text, receiver, limit
        self.spool, self.takes, self.stuck = spool, takes, stuck


class Ends:
    """Receivers of all sorts, a certificate, and places where nobody is."""

    def __init__(self, bench, stack):
        self.folder = os.path.join(bench.folder, "sinks")
        os.makedirs(self.folder, exist_ok=True)
        self.notes = []

        def receiver(*arguments):
            return stack.enter_context(Receiver(*arguments))

        self.unix = Sink("unix", f"unix:{self.path('unix')}", receiver("unix", self.path("unix")))
        tcp = receiver("tcp")
        self.tcp = Sink("tcp", f"tcp:127.0.0.1:{tcp.at['port']}", tcp)
        messages = receiver("tcp", "--syslog")
        self.syslog = Sink(
            "syslog over tcp", f"syslog:tcp:127.0.0.1:{messages.at['port']}", messages)
        self.peers = [self.unix, self.tcp, self.syslog]
        try:
            certificate, key = self.certificate()
        except Skipped as reason:
            self.notes.append(f"tls: skipped: {reason}")
        else:
            tls = receiver("tls", certificate, key)
            secret = receiver("tls", certificate, key, "--syslog")
            self.peers += [
                Sink("tls", f"tls:localhost:{tls.at['port']}?ca={certificate}", tls),
                Sink("syslog over tls",
                     f"syslog:tls:localhost:{secret.at['port']}?ca={certificate}", secret)]
        # Bound, so that nobody else gets it, and not listening.
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))
        nobody = f"unix:{self.path('nobody')}?name=dead"
        refused = f"tcp:127.0.0.1:{closed.getsockname()[1]}?name=dead"
        stuck = receiver("tcp", "--stuck")
        silent = f"tcp:127.0.0.1:{stuck.at['port']}?name=stuck"
        self.unreachable = [
            Sink("unix, nobody listens", nobody, takes=False),
            Sink("tcp, nobody listens, spool", refused, spool=self.path("spool"), takes=False),
            Sink("tcp, never read", silent, stuck=stuck, takes=False),
            Sink("tcp, never read, spool", silent, stuck=stuck, spool=self.path("spool"), takes=False)]

    def path(self, name):
        return os.path.join(self.folder, name)

    def certificate(self):
        """For localhost, signed by itself."""
        if not shutil.which("openssl"):
            raise Skipped("openssl is not installed")
        certificate, key = self.path("certificate.pem"), self.path("key.pem")
        done = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Skipped(f"openssl made no certificate: {done.stderr.strip()}")
        return certificate, key


class Sinks:
    """Measures, prints, and keeps what was measured."""

    def __init__(self, bench):
        self.bench = bench
        self.replayed = []  # (sink, [ns of CPU], [of it in the kernel], [of the drain], [wall], counts)
        self.live = []  # Series
        self.storms = []  # (Series, [wall ratio], [CPU ratio])
        self.notes = []

    def run(self):
        with contextlib.ExitStack() as stack:
            ends = Ends(self.bench, stack)
            self.notes = ends.notes
            self.replay(ends)
            self.deliver(ends)
            self.storm(ends)
        self.print()

    # On top of encoding.

    def replay(self, ends):
        output = ends.path("lines")
        conditions = [("user.id = 1000", True), ("user.id = 77", False),
                      ("user.id = 1000 and process.exe endswith cc1", True), ("argv = -O2", True),
                      ("container.name = web", False), ("file.path ~ /etc/*", False)]
        written = [Sink("stdout, /dev/null", "stdout"), Sink("file", f"file:{output}?rotate=no")]
        formats = [Sink(f"format {name}", f"stdout?format={name}", limit=FORMAT)
                   for name in ("ecs", "ocsf")]
        asked = [Sink(f"where {text}", f"stdout?where={quoted(text)}", limit=CONDITION, takes=so)
                 for text, so in conditions]
        for sink in formats + asked:
            self.check(sink, output)
        for sink in written + ends.peers + formats + asked:
            self.replay_one(sink, output)

    def check(self, sink, output):
        """Whether it writes what it is to write, as JSON."""
        self.drain(CHECKED, "--sink", sink.text.replace("stdout", f"file:{output}", 1))
        count = 0
        if os.path.exists(output):  # a file begins with its first line
            with open(output, "rb") as lines:
                count = sum(1 for line in lines if json.loads(line))
            os.unlink(output)
        if (count >= CHECKED) != sink.takes or not sink.takes and count:
            self.bench.fail(f"sinks: {sink.name}: {count} of {CHECKED} lines were written")

    def replay_one(self, sink, output):
        count = self.bench.replayed // 2
        progress(f"sinks: {sink.name}")
        cpu, kernel, drain, wall = [], [], [], []
        events = taken = lost = 0
        before = self.drain(count, "--no-sink")
        for _ in range(self.bench.rounds):
            run = self.drain(count, "--sink", sink.text)
            after = self.drain(count, "--no-sink")
            added = {key: per_line(run, key) - (per_line(before, key) + per_line(after, key)) / 2
                     for key in ("user_ns", "system_ns", "drain_ns", "wall_ns")}
            cpu.append(added["user_ns"] + added["system_ns"])
            kernel.append(added["system_ns"])
            drain.append(added["drain_ns"])
            wall.append(added["wall_ns"])
            before = after
            events, lost = events + run["events"], lost + run["lost"]
            if sink.receiver:
                taken += sink.receiver.wait_for(run["events"])
            elif os.path.exists(output):
                taken += lines_in(output)
                os.unlink(output)
        counted = taken if sink.receiver or sink.text.startswith("file:") else None
        if counted is not None and counted + lost != events or lost:
            self.bench.fail(f"sinks: {sink.name}: of {events} lines {counted} came, {lost} lost")
        self.replayed.append((sink, cpu, kernel, drain, wall, (events, counted, lost)))

    def drain(self, count, *options):
        done = subprocess.run(
            [self.bench.options.binary, "bench-drain", "--enrich", "--records", str(count), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise BenchError(f"bench-drain failed: {done.stderr.decode().strip()}")
        return json.loads(done.stderr.strip().splitlines()[-1])

    # As a second sink beside the file.

    def deliver(self, ends):
        bench = self.bench
        workload, = bench.named(["exec"])
        subjects = [bench.lookback("file alone"), Beside(bench, None, "/dev/null alone")]
        subjects += [Beside(bench, sink) for sink in ends.peers]
        series = run_paired(workload, subjects, bench.tools, bench.folder, bench.rounds)
        self.live = [one for one in series if self.adds_up(workload, one)]

    # Nobody takes anything.

    def storm(self, ends):
        bench = self.bench
        workload, = bench.named(["exec-2"])
        subjects = [bench.lookback("file alone")] + [Beside(bench, sink) for sink in ends.unreachable]
        series = run_paired(workload, subjects, bench.tools, bench.folder, bench.rounds)
        alone = series[0]
        for one in series:
            if self.adds_up(workload, one):
                ratios = [[took(with_it, clock) / took(without, clock)
                           for with_it, without in zip(one.samples, alone.samples)]
                          for clock in ("wall_ns", "cpu_ns")]
                self.storms.append((one, *ratios))

    def adds_up(self, workload, series):
        if not series.samples:
            self.bench.fail(f"sinks: {workload.name}, {series.name}: {series.failure}")
        for text in series.wrong():
            self.bench.fail(f"sinks: {workload.name}, {series.name}: {text}")
        return bool(series.samples)

    # What came of it.

    def tables(self):
        """Titles, and rows of text with a head."""
        return [
            ("CPU for a line on top of encoding it, replayed from memory", list(self.replay_rows())),
            ("An exec storm with a second sink beside the file, for an event", list(self.live_rows())),
            ("An exec storm on all CPUs with a sink that takes nothing, against one without",
             list(self.storm_rows()))]

    def print(self):
        report = self.bench.report
        for title, table in self.tables():
            report.section(f"Sinks: {title}")
            for line in aligned(table):
                report.note(line)
        for note in self.notes:
            report.note(note)
        report.figures[-1]["figures"] += [
            {"name": sink.name, "unit": "ns", "limit": sink.limit, "samples": cpu}
            for sink, cpu, *_ in self.replayed]
        report.figures[-1]["figures"] += [
            {"name": one.name, "unit": "of the time without", "limit": None, "samples": wall}
            for one, wall, _ in self.storms]

    def replay_rows(self):
        yield ["sink", "CPU", "least … most", "kernel", "draining thread", "wall", "at most", "lines",
               "lost"]
        for sink, cpu, kernel, drain, wall, (events, _, lost) in self.replayed:
            middle = statistics.median(cpu)
            over = ": OVER" if middle > sink.limit else ""
            yield [sink.name, shown_ns(middle), spread(cpu, shown_ns),
                   *(shown_ns(statistics.median(values)) for values in (kernel, drain, wall)),
                   shown_ns(sink.limit) + over, shown(events), shown(lost)]

    def live_rows(self):
        yield ["sinks", "sensor CPU", "least … most", "more than the file alone", "seen", "lost"]
        alone = None
        for one in self.live:
            cpu = [value / EVENTS_OF_EXEC for value in one.sensor()]
            middle = statistics.median(cpu)
            alone = middle if alone is None else alone
            yield [one.name, shown_ns(middle), spread(cpu, shown_ns), shown_ns(middle - alone),
                   shown(one.events("seen")), shown(one.events("lost"))]

    def storm_rows(self):
        yield ["sinks", "wall", "least … most", "CPU of the storm", "least … most", "sensor CPU", "seen",
               "lost", "lost by the sink", "on its disk"]
        for one, wall, cpu in self.storms:
            sensor = [value / EVENTS_OF_EXEC for value in one.sensor()]
            yield [one.name, ratio(statistics.median(wall)), spread(wall, ratio),
                   ratio(statistics.median(cpu)), spread(cpu, ratio),
                   shown_ns(statistics.median(sensor)), shown(one.events("seen")),
                   shown(one.events("lost")),
                   *(shown(statistics.median([sample.outcome.get(key, 0) for sample in one.samples]))
                     for key in ("sink_lost", "sink_kept"))]


class Beside(Lookback):
    """The sensor with another sink beside the file; nil: with standard output given away."""

    def __init__(self, bench, sink, name=None):
        self.bench, self.sink = bench, sink
        options = ["--sink", "stdout"]
        if sink:
            options += ["--sink", sink.text]
            options += ["--spool-dir", sink.spool] if sink.spool else ["--no-spool"]
        super().__init__(bench.options.binary, name or f"file and {sink.name}", options,
                         None if sink else subprocess.DEVNULL)

    def start(self, scope_pid, folder, **more):
        if self.sink and self.sink.spool:
            shutil.rmtree(self.sink.spool, ignore_errors=True)
            os.mkdir(self.sink.spool, 0o700)
        return super().start(scope_pid, folder, **more)

    def outcome(self, watcher, workload, count):
        outcome = super().outcome(watcher, workload, count)
        if not self.sink:
            return outcome
        written = lines_in(watcher.output)
        lost = sum(map(int, re.findall(r": lost (\d+) events \(", file_text(watcher.messages))))
        kept = self.spooled() if self.sink.spool else 0
        outcome |= {"sink_lost": lost, "sink_kept": kept}
        if self.sink.stuck:
            # A kernel takes the first lines even where nobody reads; of those on their way when the
            # connection ended it may have some, which then are twice there, but never is one missing.
            adds_up = self.sink.stuck.lines() + lost + kept >= written and lost + kept <= written
        else:
            came = self.sink.receiver.wait_for(written - lost) if self.sink.receiver else 0
            adds_up = came + lost + kept == written
        if not adds_up:
            outcome["wrong"].append(f"{written} lines in the file; the sink lost {lost} and kept {kept}")
        return outcome

    def spooled(self):
        """What the next start delivers of what is on the disk, to somebody who reads."""
        with Receiver("tcp") as receiver:
            name = re.search("name=([a-z]+)", self.sink.text)[1]
            done = subprocess.run(
                [self.binary, "bench-drain", "--records", "0", "--spool-dir", self.sink.spool,
                 "--sink", f"tcp:127.0.0.1:{receiver.at['port']}?name={name}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
            if done.returncode:
                raise BenchError(f"the spool was not delivered: {done.stderr.decode().strip()}")
            return receiver.lines()


def quoted(text):
    """As a value behind the ? of a sink."""
    return text.replace("%", "%25").replace("&", "%26")


def per_line(run, key):
    return run[key] / run["events"]


def took(sample, clock):
    """A run, as a multiple of those without a sensor before and after."""
    raw = sample.raw
    return raw["run"][clock] * 2 / (raw["before"][clock] + raw["after"][clock])


def lines_in(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def ratio(value):
    return f"{value:.3f}"


def spread(values, shown_as):
    return f"{shown_as(min(values))} … {shown_as(max(values))}"
