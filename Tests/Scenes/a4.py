"""A4: a service asks one port again and again, where nobody listens."""

import sys

from stage import start_as

RETRY = """
import socket
for _ in range(5000):
    with socket.socket() as s:
        s.connect_ex(("127.0.0.1", 5432))
"""


def play(stage):
    service = start_as("appsvc", sys.executable, "-c", RETRY)
    if service.wait():
        sys.exit("the service failed")
    return {"pid": service.pid, "attempts": 5000}
