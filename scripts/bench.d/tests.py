# SPDX-License-Identifier: Apache-2.0
"""The bench's arithmetic; run by the test "the bench counts right" with python3."""

import os
import tempfile
import unittest

from costs import capture_modes
from document import COSTS, marks, replaced
from events import accounts, count_kinds, losses, sum_of
from paired import Sample
from processes import BenchError
from receiver import LINE, MESSAGE, Counter
from report import aligned, percentile, shown_ns
from sinks import took


class Accounts(unittest.TestCase):
    def test_all_seen(self):
        self.assertEqual(accounts({"a.b": 3}, set(), {"a.b": 3, "sensor.stop": 1}, {}, 0), [])

    def test_loss_reported(self):
        self.assertEqual(accounts({"a.b": 3}, set(), {"a.b": 1}, {"a.b": 2}, 2), [])
        self.assertEqual(accounts({"a.b": 3}, set(), {"a.b": 1}, {None: 2}, 2), [])

    def test_silent_loss(self):
        self.assertTrue(accounts({"a.b": 3}, set(), {"a.b": 2}, {}, 0))
        self.assertTrue(accounts({"a.b": 3}, set(), {"a.b": 1}, {None: 1}, 1))

    def test_too_many(self):
        self.assertTrue(accounts({"a.b": 3}, set(), {"a.b": 4}, {}, 0))
        self.assertTrue(accounts({"a.b": 3}, set(), {"a.b": 3}, {"a.b": 1}, 1))

    def test_not_expected(self):
        self.assertTrue(accounts({}, set(), {"a.b": 1}, {}, 0))
        self.assertEqual(accounts({}, {"a.b"}, {"a.b": 1}, {}, 0), [])
        self.assertEqual(accounts({}, {"a"}, {"a.b": 1}, {}, 0), [])

    def test_sums_differ(self):
        self.assertTrue(accounts({}, set(), {}, {"a.b": 1}, 2))


class Output(unittest.TestCase):
    LINES = (b'{"kind":"tty.write","tty":{"bytes":64}}\n'
             b'{"kind":"tty.output","tty":{"bytes":7}}\n'
             b'{"seq":1,"kind":"tty.write"}\n'
             b'{"kind":"sensor.loss","loss":{"kind":"tty.write","count":5}}\n'
             b'{"kind":"sensor.loss","loss":{"count":2}}\n')

    def setUp(self):
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(self.LINES)
        self.path = file.name
        self.addCleanup(os.unlink, self.path)

    def test_counts(self):
        self.assertEqual(
            count_kinds(self.path), {"tty.write": 2, "tty.output": 1, "sensor.loss": 2})
        self.assertEqual(sum_of(self.path, "tty.write", "bytes"), 64)
        self.assertEqual(losses(self.path), {"tty.write": 5, None: 2})

    def test_counted_connects(self):
        with open(self.path, "ab") as file:
            file.write(b'{"kind":"net.connect","net":{"family":"ipv4"}}\n'
                       b'{"kind":"net.connects","net":{"family":"ipv4","count":70}}\n'
                       b'{"kind":"net.connects","net":{"family":"ipv4","count":5}}\n')
        self.assertEqual(
            count_kinds(self.path),
            {"tty.write": 2, "tty.output": 1, "sensor.loss": 2, "net.connect": 76})

    def test_part(self):
        start = self.LINES.index(b"\n") + 1
        self.assertEqual(count_kinds(self.path, start)["tty.output"], 1)
        self.assertEqual(sum_of(self.path, "tty.write", "bytes", start), 0)

    def test_half_line(self):
        with open(self.path, "ab") as file:
            file.write(b'{"kind":"tty.wr')
        with self.assertRaises(ValueError):
            count_kinds(self.path)


class Figures(unittest.TestCase):
    def test_added(self):
        def run(cpu, wall):
            return {"cpu_ns": cpu, "wall_ns": wall}

        sample = Sample(
            10, run(100, 200), run(250, 400), run(200, 200), {"sensor_ns": 50}, {"wrong": []}, {})
        self.assertEqual(sample.added, {"cpu_ns": 10, "wall_ns": 20})
        self.assertEqual(sample.sensor, 5)

    def test_percentile(self):
        values = list(range(1, 101))
        self.assertEqual(percentile(values, 0.5), 50)
        self.assertEqual(percentile(values, 0.99), 99)
        self.assertEqual(percentile([7], 0.99), 7)

    def test_units(self):
        self.assertEqual(shown_ns(120), "120 ns")
        self.assertEqual(shown_ns(2500), "2.50 µs")

    def test_aligned(self):
        lines = list(aligned([["a title alone", ""], ["a", "1"], ["bb", "22"]]))
        self.assertEqual(lines, ["a title alone", "a    1", "bb  22"])


class Document(unittest.TestCase):
    def test_replaced(self):
        begin, end = marks(COSTS)
        text = f"head\n{begin}\nold\n{end}\ntail\n"
        self.assertEqual(
            replaced(text, COSTS, ["new"]), f"head\n{begin}\nnew\n{end}\ntail\n")
        with self.assertRaises(BenchError):
            replaced("no marks", COSTS, ["new"])


class OtherEnds(unittest.TestCase):
    def test_counted_in_pieces(self):
        """A message counts once, wherever what is read ends."""
        message = b'31 <110>1 - h a 1 k - {"kind":" - {"}'
        for mark, sent, count in ((MESSAGE, message * 3, 3), (LINE, b"{}\n" * 3, 3)):
            for size in range(1, len(sent) + 1):
                counter = Counter(mark)
                for start in range(0, len(sent), size):
                    counter.take(sent[start:start + size])
                self.assertEqual(counter.lines, count)


class Ratios(unittest.TestCase):
    def test_against_runs_without(self):
        sample = Sample(1, *({"cpu_ns": n, "wall_ns": n} for n in (100, 300, 200)),
                        {"sensor_ns": 1}, {"wrong": []}, {})
        self.assertEqual(took(sample, "wall_ns"), 2)


class Modes(unittest.TestCase):
    def test_without_the_option(self):
        self.assertEqual(capture_modes("", ["ring", "perf"]), [("lookback", [])])

    def test_with_it(self):
        self.assertEqual(
            capture_modes("--capture <mode>", ["perf"]),
            [("lookback, perf", ["--capture", "perf"])])


if __name__ == "__main__":
    unittest.main()
