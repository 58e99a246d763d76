"""A5: all of a network: 16 hosts, a thousand ports each."""

import sys

from stage import start_as


def play(stage):
    scan = start_as("support", "nmap", "-n", "-Pn", "-sT", "127.0.0.0/28")
    if scan.wait():
        sys.exit("nmap failed")
    return {"pid": scan.pid, "hosts": 16, "ports": 1000}
