#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records what programs write to a terminal: record.py FOLDER TERM; one file NAME.bytes each.

Says which programs are not here.
"""
import concurrent.futures
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import termios
import time

ROWS, COLUMNS = 24, 80
# A program is waited for until it says nothing for so long, but no longer than that.
QUIET, LONGEST = 0.25, 5.0

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"

SHELL = [
    "echo helo" + LEFT + "l\r",
    "printf 'one\\ttwo\\n'; printf '\\033[1;31mred\\033[0m \\033[44mblue\\033[0m\\n'\r",
    "echo " + "0123456789" * 9, "\x01" + RIGHT * 5 + "inserted ", "\x05 at the end", "\r",
    UP, "\x17\x17", "\x15", "rubbish" + "\x7f" * 4 + "\x0b" + "\x01echo ", "\r",
    "ls --color=always -C /etc\r", "ls --color=always -la / | head -30\r",
    "printf 'wide: \\346\\274\\242\\345\\255\\227 e\\314\\201\\n'\r", "clear\r",
    "for i in $(seq 40); do echo line $i; done\r", "exit\r",
]
EDITED = "\n".join(f"line {number}: the quick brown fox {'jumps ' * (number % 20)}" for number in range(80))

# Arguments, and what is typed, piece by piece. FILE is a text.
SESSIONS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], SHELL),
    "vi": (["vi", "FILE"], [
        "jjwwihello world \x1b", "dd", "5j", "Ox new line above\x1b", "\x06", "\x02", "G", "gg",
        "/fox\r", "n", "x" * 5, "u", ":set number\r", "J", ">>", ":q!\r",
    ]),
    "nano": (["nano", "-I", "FILE"], [
        "typed text ", "\r", DOWN * 3, "\x0b", "\x16", "\x19", "\x17fox\r", "\x18", "n", "\x18n",
    ]),
    "less": (["less", "FILE"], [" ", " ", "b", "/fox\r", "n", "G", "g", "-S\r", RIGHT, "q"]),
    "top": (["top", "-d", "0.3"], ["", "1", "c", "", "q"]),
    "htop": (["htop"], ["", DOWN, DOWN, "q"]),
    "dialog": (
        ["dialog", "--backtitle", "a title behind", "--menu", "Choose one of these", "15", "50", "5"]
        + ["1", "first", "2", "second", "3", "third"],
        [DOWN, DOWN, UP, "\t", "\r"],
    ),
}


def read(terminal, output):
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], QUIET)[0]:
            return True
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return False
        if not data:
            return False
        output.write(data)
    return True


def record(arguments, keys, output, term):
    process, terminal = pty.fork()
    if process == 0:
        os.environ.clear()
        os.environ.update(
            TERM=term, PATH="/usr/local/bin:/usr/bin:/bin", LANG="C.UTF-8", LC_ALL="C.UTF-8",
            HOME="/nonexistent", PS1="user@host:~$ ", HISTFILE="", LINES="", COLUMNS="",
        )
        del os.environ["LINES"], os.environ["COLUMNS"]
        os.execvp(arguments[0], arguments)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        alive = read(terminal, output)
        for piece in keys:
            if not alive:
                break
            try:
                os.write(terminal, piece.encode())
            except OSError:
                break
            alive = read(terminal, output)
    finally:
        os.close(terminal)
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(process, 0)


def record_session(name, folder, term):
    arguments, keys = SESSIONS[name]
    arguments = [os.path.join(folder, "text") if argument == "FILE" else argument for argument in arguments]
    with open(os.path.join(folder, name + ".bytes"), "wb") as output:
        record(arguments, keys, output, term)


def main():
    folder, term = sys.argv[1:]
    with open(os.path.join(folder, "text"), "w", encoding="utf-8") as file:
        file.write(EDITED + "\n")
    here = [name for name, (arguments, _) in SESSIONS.items() if shutil.which(arguments[0])]
    for name in SESSIONS.keys() - here:
        print(f"skipped: what {name} writes, which is not here")
    with concurrent.futures.ProcessPoolExecutor(len(here)) as pool:
        for future in [pool.submit(record_session, name, folder, term) for name in here]:
            future.result()


if __name__ == "__main__":
    sys.exit(main())
