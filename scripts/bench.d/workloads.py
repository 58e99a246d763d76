# SPDX-License-Identifier: Apache-2.0
"""The workloads: what they do, how many events that makes, what they may cost, who else can watch."""

import os

from processes import BenchError, Skipped, Tool
from subjects import Peer


class Workload:
    """One of the programs in workload/, and what is known about it."""

    def __init__(self, name, title, arguments, count, events=None, free=(), byte_sums=None,
                 once=None, limits=(None, None), peers=(), parts=1):
        self.name, self.title, self.arguments, self.count = name, title, arguments, count
        self.per_operation, self.once = events or {}, once or {}
        self.free = set(free)
        self.bytes_per_operation = byte_sums or {}
        self.added_limit, self.sensor_limit = limits  # ns
        self.peer_makers = peers
        self.parts = parts  # that costs are told of, in an operation

    def quick(self):
        """A fifth of it."""
        self.count = max(1, self.count // 5)

    def expected(self, count):
        """Events of a run by kind."""
        return {kind: n * count for kind, n in self.per_operation.items()} | self.once

    def byte_sums(self, count):
        return {kind: n * count for kind, n in self.bytes_per_operation.items()}

    def start(self, tools):
        return Tool([os.path.join(tools, "workload"), *self.arguments])

    def peers(self):
        """Those that are installed, and why the others are left out."""
        found, reasons = [], []
        for make in self.peer_makers:
            try:
                found.append(make())
            except Skipped as reason:
                reasons.append(str(reason))
        return found, reasons


def bpftrace(what, script, **options):
    return lambda: Peer(f"bpftrace, {what}", ["bpftrace", "-e", script], **options)


def snoop(program, **options):
    return lambda: Peer(program, [program], **options)


EXEC_KINDS = {"process.fork": 1, "process.exec": 1, "process.exit": 1}
EXEC_PRINT = 'tracepoint:sched:sched_process_exec { printf("%d %s %s\\n", pid, comm, str(args->filename)); }'
OPEN_PRINT = ('tracepoint:syscalls:sys_enter_openat /comm == "workload"/ '
              '{ printf("%d %s %s\\n", pid, comm, str(args->filename)); }')
OPEN_COUNT = 'tracepoint:syscalls:sys_exit_openat { @ = count(); }'
WRITE_PRINT = ('tracepoint:syscalls:sys_enter_write /comm == "workload"/ '
               '{ printf("%d %s %d %d\\n", pid, comm, args->fd, args->count); }')
WRITE_TEXT = ('tracepoint:syscalls:sys_enter_write /comm == "workload"/ '
              '{ printf("%d %s %s\\n", pid, comm, str(args->buf, args->count)); }')
CONNECT_PRINT = ('tracepoint:syscalls:sys_enter_connect /comm == "workload"/ '
                 '{ printf("%d %s %d\\n", pid, comm, args->fd); }')
CALL_COUNT = 'tracepoint:raw_syscalls:sys_exit { @ = count(); }'


def make_workloads(tools, folder, port, socket, build):
    """All of them, with the events that a count of operations makes."""
    tiny = os.path.join(tools, "tiny")
    connect = {"net.connect": 1}
    return [
        Workload(
            "exec", "fork, exec, exit; 1 worker", ["exec", 1, tiny], 8000, EXEC_KINDS,
            limits=(4000, 2500),
            peers=[snoop("execsnoop", about=b"tiny"),
                   bpftrace("printing", EXEC_PRINT, about=b"tiny")]),
        Workload(
            "exec-2", "fork, exec, exit; 2 workers", ["exec", 2, tiny], 8000, EXEC_KINDS,
            limits=(4000, 2500)),
        Workload(
            "open", "open to read, not watched, and close", ["open", folder], 300_000,
            limits=(120, 0),
            peers=[snoop("opensnoop"), bpftrace("printing", OPEN_PRINT),
                   bpftrace("counting", OPEN_COUNT, prints=False)]),
        Workload(
            "write", "small write to a file", ["write", folder], 1_000_000,
            once={"file.open": 1, "file.write": 1, "file.close": 1}, limits=(50, 0),
            peers=[bpftrace("printing", WRITE_PRINT)]),
        Workload(
            "small", "open to write, write, close of a small file", ["small", folder], 50_000,
            {"file.open": 1, "file.write": 1, "file.close": 1}),
        Workload(
            "terminal", "pty write of 64 bytes, recorded", ["terminal"], 100_000,
            {"tty.write": 1}, free=["tty.output"],
            byte_sums={"tty.write": 64, "tty.output": 64}, limits=(600, 350),
            peers=[bpftrace("printing", WRITE_TEXT)]),
        Workload(
            "connect-closed", "connect to a closed loopback port", ["connect-closed"], 30_000,
            connect, peers=[bpftrace("printing", CONNECT_PRINT)]),
        Workload(
            "connect-open", "connect to an open loopback port", ["connect-open", port], 20_000,
            connect | {"net.close": 1}, limits=(500, 800),
            peers=[snoop("tcpconnect"), bpftrace("printing", CONNECT_PRINT)]),
        Workload(
            "connect-unix", "unix connect", ["connect-unix", socket], 60_000, connect),
        Workload(
            "getppid", "system call that nobody watches: getppid", ["getppid"], 4_000_000,
            limits=(20, 0), peers=[bpftrace("counting all calls", CALL_COUNT, prints=False)]),
        Workload(
            "getpgid", "system call that nobody watches: getpgid", ["getpgid"], 4_000_000,
            limits=(20, 0)),
        Workload("null", "write of 64 bytes to /dev/null", ["null"], 2_000_000),
        Workload("zero", "read of 64 bytes from /dev/zero", ["zero"], 2_000_000),
        Workload(
            "build", "a process of make -j2 of a C project", build.arguments, 1,
            {"process.exec": build.execs, "process.fork": build.processes,
             "process.exit": build.processes},
            free=["file"],
            parts=build.execs),
    ]


def choose(workloads, names):
    """Those that were asked for."""
    unknown = set(names) - {workload.name for workload in workloads}
    if unknown:
        raise BenchError(f"no workload is called {', '.join(sorted(unknown))}; there are "
                         + ", ".join(workload.name for workload in workloads))
    return [workload for workload in workloads if not names or workload.name in names]
