# SPDX-License-Identifier: Apache-2.0
"""The sensor's output, counted: what came, what it says it lost, and whether that is all there was."""

import collections
import json
import re

FIRST_KIND = re.compile(rb'^\{"kind":"([a-z_.]+)"', re.MULTILINE)
BLOCK = 1 << 24


def whole_lines(path, start=0, end=None):
    """A part of a file that begins and ends between lines, in blocks of whole lines."""
    position, rest = start, b""
    with open(path, "rb") as file:
        file.seek(start)
        while end is None or position < end:
            block = file.read(BLOCK if end is None else min(BLOCK, end - position))
            if not block:
                break
            position += len(block)
            lines, newline, rest = (rest + block).rpartition(b"\n")
            if newline:
                yield lines
    if rest:
        raise ValueError("the output does not end with a whole line")


def count_kinds(path, start=0, end=None):
    """Events by kind; a connect that was counted by the sensor is one as well."""
    counts = collections.Counter()
    for lines in whole_lines(path, start, end):
        kinds = FIRST_KIND.findall(lines)
        if len(kinds) != lines.count(b"\n") + 1:  # another order of fields
            kinds = [json.loads(line)["kind"].encode() for line in lines.split(b"\n")]
        counts.update(kinds)
    if counts.pop(b"net.connects", 0):
        counts[b"net.connect"] += sum_of(path, "net.connects", "count", start, end)
    return {kind.decode(): count for kind, count in counts.items()}


def lines_of_kind(path, kind, start=0, end=None):
    """The events of one kind, decoded."""
    wanted = f'"kind":"{kind}"'.encode()
    for lines in whole_lines(path, start, end):
        for line in lines.split(b"\n"):
            if wanted in line:
                event = json.loads(line)
                if event["kind"] == kind:
                    yield event


def sum_of(path, kind, name, start=0, end=None):
    """The sum of a number over the events of a kind, without decoding them."""
    wanted = f'{{"kind":"{kind}"'.encode()
    number = re.compile(b'"' + name.encode() + rb'":(\d+)')
    total = 0
    for lines in whole_lines(path, start, end):
        for line in lines.split(b"\n"):
            if line.startswith(wanted):
                found = number.search(line)
                total += int(found[1]) if found else 0
    return total


def find(event, name):
    """The first value called `name` at any depth of an event that is no object."""
    for key, value in event.items():
        if key == name and not isinstance(value, dict):
            return value
        if isinstance(value, dict):
            found = find(value, name)
            if found is not None:
                return found
    return None


def losses(path):
    """Losses by kind, over sensor.loss; what was of no known kind is under None."""
    lost = collections.Counter()
    for event in lines_of_kind(path, "sensor.loss"):
        loss = event["loss"]
        lost[loss.get("kind")] += loss["count"]
    return dict(lost)


def stop_event(path):
    """The last event, sensor.stop."""
    last = None
    for event in lines_of_kind(path, "sensor.stop"):
        last = event
    if last is None:
        raise ValueError("the output does not end with sensor.stop")
    return last


def accounts(expected, free, seen, lost, said_lost):
    """What does not add up, one text each: expected = seen + lost, by kind, and nothing else came.

    `free`: kinds of which any number may come. `said_lost`: what sensor.stop says in all.
    """
    wrong = []
    missing = 0
    for kind, count in expected.items():
        came, gone = seen.get(kind, 0), lost.get(kind, 0)
        missing += count - came - gone
        if came + gone > count or (came + gone < count and not lost.get(None)):
            wrong.append(f"{kind}: {count} expected, {came} seen and {gone} reported lost")
    if not wrong and missing != lost.get(None, 0) and not free:
        wrong.append(f"{missing} missing, {lost.get(None, 0)} of unknown kind reported lost")
    for kind, count in seen.items():
        family = kind.partition(".")[0]
        if kind not in expected and kind not in free and family not in free and family != "sensor":
            wrong.append(f"{kind}: {count} seen that nobody expected")
    if sum(lost.values()) != said_lost:
        wrong.append(f"{sum(lost.values())} in sensor.loss, {said_lost} in sensor.stop")
    return wrong
