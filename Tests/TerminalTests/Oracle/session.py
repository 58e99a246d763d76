#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays a person at a terminal and tells the truth of it, as JSON: session.py FOLDER, or flood SECONDS, or cat FILE,
or replay COMMAND... for what a command does to the terminal that it plays in.

The truth is what was read from the terminal's master, put through pyte: the text of the screen at moments at which it
stood still, and the commands that were entered, the way they looked when the return key was pressed.
"""
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import sys
import termios
import time

QUIET, LONGEST = 0.08, 20
RETURN, BACKSPACE, START, SEARCH = "\r", "\x7f", "\x01", "\x12"


class Terminal:
    def __init__(self, arguments, rows=24, columns=80):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.clear()
            os.environ.update(
                # It has an alternate screen, and nothing that pyte does not know.
                TERM="screen", PATH="/usr/sbin:/usr/bin:/sbin:/bin", HOME="/nonexistent", HISTFILE="",
                LANG="C.UTF-8", PS1="$ ",
            )
            os.execvp(arguments[0], arguments)
        # What was read, and sizes: (time, bytes or (rows, columns)).
        self.log = []
        self.resize(rows, columns)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.log.append((time.time_ns(), (rows, columns)))

    def read(self, quiet=QUIET, keep=True):
        """Reads until nothing has come for a while; whether there can be more."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and select.select([self.master], [], [], quiet)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            if not data:
                return False
            if keep:
                self.log.append((time.time_ns(), data))
        return True

    def type(self, keys, quiet=QUIET):
        os.write(self.master, keys.encode())
        return self.read(quiet)

    def close(self):
        os.close(self.master)
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)


def play(terminal, folder, secrets):
    """Types; each step is keys, and the command that they make if they make one."""
    commands = []

    def enter(keys, command=None, quiet=QUIET):
        commands.append(command or keys)
        terminal.type(keys)
        terminal.type(RETURN, quiet)

    terminal.read(0.5)
    enter("echo hellp" + BACKSPACE + "o", "echo hello")
    enter("world" + START + "echo ", "echo world")
    enter("cd /")
    enter("cd -")
    enter("ls -d /etc/passwd /etc/group")
    enter(SEARCH + "hello", "echo hello")
    for number in range(18):
        enter(f"echo number {number}; true {number}")
    enter("printf '\\033[31mred\\033[0m \\033[1mbold\\033[0m\\n'")
    # What must not get anywhere: the clipboard, questions, titles, strings without an end in sight.
    enter("printf '\\033]52;c;QUJD\\007\\033]0;evil\\007\\033[6n\\033[c'", quiet=0.3)
    terminal.type("\x03", 0.2)
    enter("printf '\\033]2;'; head -c 70000 /dev/zero | tr '\\0' A; printf '\\007done\\n'", quiet=0.3)
    enter("read -s hidden")
    terminal.type(secrets[0] + RETURN)
    enter("stty -echo; head -n 1 > /dev/null; stty echo", quiet=0.3)
    terminal.type(secrets[1] + RETURN, 0.3)
    terminal.resize(24, 100)
    terminal.read(0.2)
    enter("echo wider")
    terminal.resize(30, 100)
    terminal.read(0.2)
    enter("echo higher")
    if shutil.which("nano"):
        enter(f"nano -I {folder}/text", quiet=0.6)
        terminal.type("some text", 0.3)
        terminal.type("\x18", 0.3)
        terminal.type("n", 0.4)
    else:
        print("skipped: nano, which is not here", file=sys.stderr)
    enter("su nobody -s /bin/bash", quiet=1)
    enter("id -un")
    enter("exit", quiet=0.3)
    enter("false")
    enter("echo the end")
    enter("exit", quiet=0.3)
    return commands


def frames(log, count):
    """What pyte shows at moments at which the terminal stood still."""
    import compare
    import pyte

    quiet = [
        (log[index][0] + log[index + 1][0]) // 2
        for index in range(len(log) - 1)
        if log[index + 1][0] - log[index][0] > QUIET * 0.8e9
    ]
    moments = [quiet[len(quiet) * number // count] for number in range(count)]
    moments[-1] = quiet[-1]
    screen = compare.Screen(80, 24)
    stream = pyte.ByteStream(screen)
    plain = compare.WithoutWhatItPrints()
    found = []
    rest = list(log)
    for moment in moments:
        while rest and rest[0][0] <= moment:
            _, what = rest.pop(0)
            if isinstance(what, tuple):
                screen.resize(*what)
            else:
                stream.feed(plain(what))
        text = "\n".join(line.rstrip() for line in screen.display).rstrip("\n")
        found.append({"time": moment, "text": text})
    return found


def replay(command, ending):
    """What a command writes until it is ended by a key or a signal, and how it leaves the terminal."""
    terminal = Terminal(command)
    terminal.read(1)
    terminal.type(" ")
    terminal.type("\x1b[D\x1b[C][")
    if ending == "q":
        terminal.type("q")
    else:
        os.kill(terminal.pid, ending)
    terminal.read(1)
    lflag = termios.tcgetattr(terminal.master)[3]
    _, status = os.waitpid(terminal.pid, 0)
    return {
        "written": b"".join(what for _, what in terminal.log if isinstance(what, bytes)).hex(),
        "isCooked": lflag & (termios.ICANON | termios.ECHO | termios.ISIG) == termios.ICANON | termios.ECHO | termios.ISIG,
        "status": os.waitstatus_to_exitcode(status),
    }


def main():
    if sys.argv[1] == "replay":
        print(json.dumps([replay(sys.argv[2:], ending) for ending in ("q", signal.SIGTERM)]))
        return
    if sys.argv[1] == "flood":
        terminal = Terminal(["timeout", sys.argv[2], "yes"])
        terminal.read(1, keep=False)
    elif sys.argv[1] == "cat":
        terminal = Terminal(["cat", sys.argv[2]])
        terminal.read(1, keep=False)
    else:
        folder = sys.argv[1]
        secrets = [f"sw0rdfish{os.getpid()}", f"l3tmein{os.getpid()}"]
        terminal = Terminal(["bash", "--norc", "-i"])
        commands = play(terminal, folder, secrets)
        print(json.dumps({
            "leader": terminal.pid, "secrets": secrets, "commands": commands, "frames": frames(terminal.log, 10),
        }))
    terminal.close()


if __name__ == "__main__":
    sys.exit(main())
