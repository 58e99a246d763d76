# SPDX-License-Identifier: Apache-2.0
"""How long after a system call its event is out, idle and beside a storm of execs."""

import fcntl
import json
import os
import subprocess

from processes import BenchError, Tool, progress
from report import percentile

# What the project promises, in milliseconds: the process lane, and the other.
LIMITS = {"exec": 10, "file": 50}
LANES = {"exec": "exec (process lane)", "file": "unlink (the other lane)"}
F_SETPIPE_SZ = 1031


def arrivals(bench, subject, count, *busy):
    """Nanoseconds from the call to the output's reader, for each lane."""
    read_end, write_end = os.pipe()
    fcntl.fcntl(write_end, F_SETPIPE_SZ, 1 << 20)
    subject.stdout = write_end
    reader = subprocess.Popen(
        [bench.tool("arrivals")], stdin=read_end, stdout=subprocess.PIPE)
    os.close(read_end)
    with Tool([bench.tool("workload"), "marker", bench.tool("tiny"), bench.folder, *busy]) as marker, \
            subject.start(marker.pid, bench.folder) as sensor:
        os.close(write_end)
        sensor.wait_until_ready()
        marker.ask(count)
        sensor.stop()
        answer = json.loads(reader.communicate(timeout=20)[0])
    for lane, values in answer.items():
        if len(values) != count:
            raise BenchError(f"latency: {count} marked calls, {len(values)} arrived in lane {lane}")
    return answer


def latency(bench):
    report = bench.report
    count = 150 if bench.options.quick else 600
    report.section(f"Latency: from the system call to the reader of a pipe; {count} calls each")
    for subject in bench.lookbacks():
        for state, arguments in (("idle", []), ("beside an exec storm", ["busy"])):
            progress(f"latency: {subject.name}, {state}")
            for lane, values in arrivals(bench, subject, count, *arguments).items():
                for share in (0.5, 0.99):
                    report.add(
                        f"{subject.name}, {state}: {LANES[lane]}, {100 * share:.0f}th percentile",
                        percentile(values, share) / 1e6, "ms", LIMITS[lane] if share == 0.99 else None)
            subject.stdout = None
