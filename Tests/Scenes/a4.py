"""A4: a service asks one port again and again, where nobody listens."""

import subprocess
import sys

from stage import PEOPLE, Stage

RETRY = """
import socket
for _ in range(5000):
    with socket.socket() as s:
        s.connect_ex(("127.0.0.1", 5432))
"""

stage = Stage()
uid = str(PEOPLE["appsvc"])
service = subprocess.Popen(["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", sys.executable, "-c", RETRY])
if service.wait():
    sys.exit("the service failed")
stage.end(pid=service.pid, attempts=5000, port=5432)
