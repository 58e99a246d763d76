"""A5: all of a network: 16 hosts, a thousand ports each."""

import subprocess
import sys

from stage import PEOPLE, Stage

stage = Stage()
uid = str(PEOPLE["support"])
scan = subprocess.Popen(
    ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "nmap", "-n", "-Pn", "-sT", "127.0.0.0/28"],
    stdout=subprocess.DEVNULL)
if scan.wait():
    sys.exit("nmap failed")
stage.end(pid=scan.pid, hosts=16, ports=1000)
