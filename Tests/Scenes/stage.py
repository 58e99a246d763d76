"""A stage for a scene: people, a network and terminals of its own.

    python3 stage.py FOLDER SCENE...

All of it is in namespaces and in the folder; nothing else is touched, and with the last process it is gone. What
really happened is printed, one JSON object for each scene, for whoever compares.
"""

import datetime
import importlib
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

# Passwords are the names.
PEOPLE = {"root": 0, "carol": 4242, "support": 4243, "appsvc": 4244}
PROMPT = r"READY[$#] "


class Stage:
    def __init__(self):
        self.folder = sys.argv[1]
        if os.environ.get("LOOKBACK_STAGE") != self.folder:
            os.environ["LOOKBACK_STAGE"] = self.folder
            words = ["unshare", "--mount", "--net", "--propagation", "private", sys.executable]
            os.execvp("unshare", words + sys.argv)
        self.children = []
        self.sockets = []
        self._make_people()
        run("ip", "link", "set", "lo", "up")
        # So long a sensor waits for the users of a new place.
        time.sleep(1.5)

    def play(self, scene):
        """Plays a scene and prints its truth."""
        start = now()
        truth = importlib.import_module(scene).play(self)
        print(json.dumps({"scene": scene, "start": start, "end": now()} | truth), flush=True)
        for child in self.children:
            child.send_signal(signal.SIGTERM)
            child.wait()
        for listener in self.sockets:
            listener.close()
        self.children, self.sockets = [], []

    def _make_people(self):
        etc = f"{self.folder}/etc"
        os.makedirs(f"{etc}/pam.d")
        passwd, group, shadow = "sshd:x:4299:4299::/run/sshd:/usr/sbin/nologin\n", "sshd:x:4299:\n", ""
        for name, uid in PEOPLE.items():
            home = f"{self.folder}/home/{name}"
            os.makedirs(home)
            os.chown(home, uid, uid)
            with open(f"{home}/.bashrc", "w") as file:
                file.write("PS1='READY\\$ '\nHISTFILE=~/.bash_history\n")
            shutil.copy(f"{home}/.bashrc", f"{home}/.bash_profile")
            passwd += f"{name}:x:{uid}:{uid}::{home}:/bin/bash\n"
            group += f"{name}:x:{uid}:\n"
            hashed = run("openssl", "passwd", "-6", "-salt", "lookback", name).strip()
            shadow += f"{name}:{hashed}:19000:0:99999:7:::\n"
        rules = "auth sufficient pam_rootok.so\nauth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n"
        texts = {
            "passwd": passwd, "group": group, "shadow": shadow, "login.defs": "FAIL_DELAY 0\n",
            "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
            "hosts": "127.0.0.1 localhost\n", "shells": "/bin/bash\n", "pam.d/su": rules,
            "pam.d/su-l": rules, "pam.d/sshd": rules,
        }
        for name, text in texts.items():
            with open(f"{etc}/{name}", "w") as file:
                file.write(text)
        os.chmod(f"{etc}/shadow", 0o600)
        # Where programs find their libraries, which may be links through here.
        shutil.copy("/etc/ld.so.cache", etc)
        if os.path.isdir("/etc/alternatives"):
            shutil.copytree("/etc/alternatives", f"{etc}/alternatives", symlinks=True)
        run("mount", "--bind", etc, "/etc")
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        os.mkdir("/run/sshd")

    def start(self, *words):
        """Starts a program that ends with the scene."""
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        self.children.append(child)
        return child

    def listen(self, *ports):
        """Has somebody listen, as services do."""
        for port in ports:
            self.sockets.append(socket.create_server(("127.0.0.1", port), backlog=64))

    def start_sshd(self):
        """An sshd on port 22 of this network; None: there is no sshd, nothing else."""
        server = find("sshd", "/usr/sbin", "/usr/local/lib/lookback-sshd/usr/sbin")
        if not server or not find("ssh", "/usr/bin"):
            return None
        keys = f"{self.folder}/keys"
        os.makedirs(keys, exist_ok=True)
        for key in ["host", "carol"]:
            if not os.path.exists(f"{keys}/{key}"):
                run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{keys}/{key}")
        with open(f"{keys}/config", "w") as file:
            file.write(f"ListenAddress 127.0.0.1:22\nHostKey {keys}/host\nStrictModes no\nUsePAM yes\n"
                       f"AuthorizedKeysFile {keys}/carol.pub\nPidFile none\nUseDNS no\nPrintLastLog no\n"
                       "KbdInteractiveAuthentication no\nPrintMotd no\n")
        child = self.start(server, "-D", "-e", "-f", f"{keys}/config")
        wait_for(lambda: can_connect(22), "sshd")
        return child

    def ssh(self, user):
        """A terminal of somebody who logs in with the key."""
        return Terminal("ssh", "-F", "none", "-tt", "-i", f"{self.folder}/keys/carol",
                        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                        "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", f"{user}@127.0.0.1")


class Terminal:
    """A program in a terminal of its own, to which somebody types."""

    def __init__(self, *words):
        self.pid, self.master = pty.fork()
        if not self.pid:
            os.execvp(words[0], words)
        self.shown = ""

    def expect(self, pattern, seconds=10):
        """Waits until the terminal shows that; what it showed up to there."""
        end = time.monotonic() + seconds
        while not (match := re.search(pattern, self.shown)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                sys.exit(f"the terminal did not show {pattern!r}, but {self.shown!r}")
            self.shown += os.read(self.master, 65536).decode(errors="replace")
        before, self.shown = self.shown[: match.end()], self.shown[match.end():]
        return before

    def type(self, line, then=PROMPT, seconds=10):
        """Types a line and waits for what comes of it."""
        os.write(self.master, line.encode() + b"\n")
        return self.expect(then, seconds)

    def become(self, user):
        """su, with the password."""
        self.type(f"su - {user}", then="assword: ")
        self.type(user)

    def ask(self, question):
        """What a shell says of a word, such as $$."""
        # The line itself is shown, too, and has quotes there.
        answer = r"<([^\"]*)>"
        shown = self.type(f'echo "<"{question}">"', then=answer)
        self.expect(PROMPT)
        return re.search(answer, shown).group(1)

    def close(self, shells=1):
        for _ in range(shells):
            os.write(self.master, b"exit\n")
            time.sleep(0.1)
        os.close(self.master)
        os.waitpid(self.pid, 0)


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def find(name, *folders):
    return next((f"{folder}/{name}" for folder in folders if os.access(f"{folder}/{name}", os.X_OK)), None)


def can_connect(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition, what, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what} did not come")
        time.sleep(0.02)


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def start_as(user, *words):
    """Starts a program as somebody."""
    uid = str(PEOPLE[user])
    words = ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", *words]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    stage = Stage()
    # Scenes import this as a module.
    sys.modules["stage"] = sys.modules["__main__"]
    for scene in sys.argv[2:]:
        stage.play(scene)
