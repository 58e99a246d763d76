# SPDX-License-Identifier: Apache-2.0
"""The other end of a sink: takes what comes and says how much that was; or accepts and never reads.

    receiver.py unix PATH | tcp | tls CERTIFICATE KEY   [--syslog] [--stuck]

With --stuck nothing is read before somebody asks: then what the kernel has taken of connections that are over.

Prints one line of JSON when it listens ({"port": N} or {"path": …}), and one for each line on its input:
{"lines": N, "bytes": N} of what has come so far. Ends with its input.
"""

import argparse
import json
import socket
import ssl
import sys
import threading

# What stands once in every line, and once in every message of RFC 5424 that has one: in JSON, a quote
# without a backslash before it begins a key or ends a text, and then no letter follows.
LINE, MESSAGE = b"\n", b' - {"kind":'


class Counter:
    """How often a mark has come, in pieces of any size."""

    def __init__(self, mark):
        self.mark, self.rest, self.lines = mark, b"", 0

    def take(self, piece):
        piece = self.rest + piece
        self.lines += piece.count(self.mark)
        # One byte less than the mark: nothing is counted twice, and nothing is missed.
        self.rest = piece[max(0, len(piece) - len(self.mark) + 1):]


class Receiver(threading.Thread):
    """Takes one connection after another."""

    def __init__(self, options):
        super().__init__(daemon=True)
        self.context = None
        if options.kind == "unix":
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.bind(options.rest[0])
        else:
            self.socket = socket.create_server(("127.0.0.1", 0))
        if options.kind == "tls":
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*options.rest)
        self.socket.listen()
        self.mark = MESSAGE if options.syslog else LINE
        self.stuck = options.stuck
        self.lines = self.bytes = 0
        self.held = []

    def run(self):
        buffer = bytearray(1 << 18)
        while True:
            connection, _ = self.socket.accept()
            if self.stuck:
                self.held.append(connection)
                continue
            try:
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                self.read(connection, memoryview(buffer))
            except OSError as error:
                print(f"receiver: {error}", file=sys.stderr, flush=True)
            connection.close()

    def read(self, connection, buffer):
        counter = Counter(self.mark)
        while count := connection.recv_into(buffer):
            before = counter.lines
            counter.take(bytes(buffer[:count]))
            self.lines += counter.lines - before
            self.bytes += count


    def read_held(self):
        """What is in the kernel's hands."""
        held, self.held = self.held, []
        for connection in held:
            connection.setblocking(False)
            try:
                self.read(connection, memoryview(bytearray(1 << 18)))
            except (BlockingIOError, ConnectionResetError):
                pass  # that was all
            connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["unix", "tcp", "tls"])
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--syslog", action="store_true")
    parser.add_argument("--stuck", action="store_true")
    options = parser.parse_args()
    receiver = Receiver(options)
    receiver.start()
    name = receiver.socket.getsockname()
    print(json.dumps({"path": name} if options.kind == "unix" else {"port": name[1]}), flush=True)
    for _ in sys.stdin:
        receiver.read_held()
        print(json.dumps({"lines": receiver.lines, "bytes": receiver.bytes}), flush=True)


if __name__ == "__main__":
    main()
