#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares texts and cursors with those of tmux: tmux.py FOLDER, which has NAME.bytes and NAME.frames.

A difference is told and makes the status 1. Frames are of places between control sequences: behind the bytes up to there
a title is sent, which changes nothing that is seen, and awaited. What a program asks, tmux answers to nobody.
"""
import json
import os
import subprocess
import sys
import time

LONGEST = 20
# capture-pane tells DEC special graphics by the letters they were written with.
GRAPHICS = str.maketrans("◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·", "`afgjklmnopqrstuvwxyz{|}~")


class Tmux:
    def __init__(self, folder, name):
        self.command = ["tmux", "-S", os.path.join(folder, name + ".socket"), "-f", "/dev/null"]
        pipe = os.path.join(folder, name + ".pipe")
        os.mkfifo(pipe)
        self.run(
            "new-session", "-d", "-x", "80", "-y", "24",
            f"stty raw -echo; exec cat '{pipe}'", ";", "set", "-g", "status", "off", ";",
            "set", "-g", "remain-on-exit", "on", ";", "resize-window", "-x", "80", "-y", "24",
        )
        self.pipe = open(pipe, "wb", buffering=0)

    def run(self, *arguments):
        environment = dict(os.environ, LC_ALL="C.UTF-8", SHELL="/bin/sh")
        environment.pop("TMUX", None)
        return subprocess.run(
            self.command + list(arguments), check=True, capture_output=True, text=True, env=environment
        ).stdout

    def feed(self, data, number):
        title = f"place {number}"
        self.pipe.write(data + b"\x1b]2;" + title.encode() + b"\x1b\\")
        deadline = time.monotonic() + LONGEST
        while self.run("display-message", "-p", "#{pane_title}").rstrip("\n") != title:
            if time.monotonic() > deadline:
                raise TimeoutError(title)
            time.sleep(0.005)

    def frame(self):
        rows = self.run("capture-pane", "-p").split("\n")[:24]
        row, column = self.run("display-message", "-p", "#{cursor_y} #{cursor_x}").split()
        return [row.rstrip() for row in rows], [int(row), min(int(column), 79)]

    def close(self):
        self.pipe.close()
        self.run("kill-server")


def main():
    folder = sys.argv[1]
    count = wrong = 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".frames"):
            continue
        name = name[: -len(".frames")]
        with open(os.path.join(folder, name + ".frames"), encoding="utf-8") as file:
            frames = json.load(file)
        with open(os.path.join(folder, name + ".bytes"), "rb") as file:
            data = file.read()
        tmux = Tmux(folder, name)
        try:
            offset = 0
            for number, frame in enumerate(frames):
                tmux.feed(data[offset : frame["offset"]], number)
                offset = frame["offset"]
                theirs, cursor = tmux.frame()
                ours = ["".join(cell["text"] for cell in row).rstrip() for row in frame["rows"]]
                count += 1
                found = [
                    f"row {row}: {one!r}\n    and not {other!r}"
                    for row, (one, other) in enumerate(zip(ours, theirs))
                    if other not in (one, one.translate(GRAPHICS))
                ]
                if frame["cursor"] != cursor:
                    found.append(f"the cursor is at {frame['cursor']}, not {cursor}")
                if found:
                    wrong += 1
                    print(f"{name} after {offset} bytes:", *found[:6], sep="\n  ", file=sys.stderr)
        finally:
            tmux.close()
    print(f"{count} frames compared, {wrong} differ", file=sys.stderr)
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
