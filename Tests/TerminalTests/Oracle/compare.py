#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares frames with those of pyte: compare.py FOLDER, which has NAME.bytes and NAME.frames.

A difference is told and makes the status 1. What pyte does otherwise, and is made alike here or not compared:
 * It has no alternate screen: it gets one here, of mode 1049.
 * It erases with all attributes, and without colours where rows scroll: the style of blanks is not compared.
 * It has no dim, blinking or invisible text: not compared.
 * It has no scrollback and no REP: TERM=linux uses none.
 * It prints what is in device control strings, and the end of control sequences with '>' or '%' in them (vi's ESC [ > 4 ; 2 m):
   both are taken out, byte by byte, before it sees them.
 * It composes characters and marks (NFC): texts are compared so.
 * A character in the last column makes its cursor stand behind the screen: it is in the last column here.
"""
import copy
import json
import os
import sys
import unicodedata

# Of Debian's own Python, where the one of the PATH is another.
sys.path.append("/usr/lib/python3/dist-packages")
import pyte  # noqa: E402
from pyte import graphics  # noqa: E402

NAMES = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]
NOT_COMPARED = {"dim", "blink", "invisible"}
ALTERNATE = 1049


class Screen(pyte.Screen):
    saved = None

    def set_mode(self, *modes, **arguments):
        if arguments.get("private") and ALTERNATE in modes and self.saved is None:
            self.save_cursor()
            self.saved = copy.deepcopy(self.buffer)
            self.erase_in_display(2)
        super().set_mode(*modes, **arguments)

    def reset_mode(self, *modes, **arguments):
        if arguments.get("private") and ALTERNATE in modes and self.saved is not None:
            self.buffer, self.saved = self.saved, None
            self.restore_cursor()
        super().reset_mode(*modes, **arguments)


class WithoutWhatItPrints:
    """Takes ESC P ... ESC \\, and control sequences that it prints, out of a stream that comes in pieces."""

    inside = False
    escape = False
    sequence = None

    def __call__(self, data):
        kept = bytearray()
        for byte in data:
            if self.sequence is not None:
                self.sequence.append(byte)
                if 0x40 <= byte <= 0x7E:
                    if not any(0x20 <= part <= 0x2F or part in b"<=>" for part in self.sequence):
                        kept += b"\x1b[" + self.sequence
                    self.sequence = None
            elif self.escape:
                self.escape = False
                if self.inside:
                    self.inside = byte != ord("\\")
                elif byte == ord("P"):
                    self.inside = True
                elif byte == ord("["):
                    self.sequence = bytearray()
                else:
                    kept += bytes([0x1B, byte])
            elif byte == 0x1B:
                self.escape = True
            elif not self.inside:
                kept.append(byte)
        return bytes(kept)


def is_color(ours, theirs):
    if ours == "default" or isinstance(ours, str):
        return ours == theirs
    hexadecimal = graphics.FG_BG_256[ours]
    name = NAMES[ours % 8] if ours < 8 else "bright" + NAMES[ours % 8]
    return theirs in (hexadecimal, name)


def differences(frame, screen):
    if frame["cursor"] != [screen.cursor.y, min(screen.cursor.x, screen.columns - 1)]:
        yield f"the cursor is at {frame['cursor']}, not {screen.cursor.y, screen.cursor.x}"
    if frame["visible"] == screen.cursor.hidden:
        yield "the cursor is shown by one only"
    for row in range(screen.lines):
        cells = frame["rows"][row]
        ours = "".join(cell["text"] for cell in cells)
        theirs = "".join(screen.buffer[row][column].data for column in range(screen.columns))
        if unicodedata.normalize("NFC", ours) != unicodedata.normalize("NFC", theirs):
            yield f"row {row}: {ours!r}\n    and not {theirs!r}"
            continue
        for column in range(screen.columns):
            cell, char = cells[column], screen.buffer[row][column]
            if not char.data.strip():
                continue
            if not (is_color(cell["foreground"], char.fg) and is_color(cell["background"], char.bg)):
                yield f"row {row} column {column}: {cell} and {char}"
            attributes = [
                name
                for name, value in [
                    ("bold", char.bold), ("italic", char.italics), ("underline", char.underscore),
                    ("inverse", char.reverse), ("strike", char.strikethrough),
                ]
                if value
            ]
            if [name for name in cell["attributes"] if name not in NOT_COMPARED] != attributes:
                yield f"row {row} column {column}: {cell} and {char}"


def main():
    folder = sys.argv[1]
    count = wrong = 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".frames"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            frames = json.load(file)
        with open(os.path.join(folder, name.replace(".frames", ".bytes")), "rb") as file:
            data = file.read()
        screen = Screen(80, 24)
        stream = pyte.ByteStream(screen)
        plain = WithoutWhatItPrints()
        offset = 0
        for frame in frames:
            stream.feed(plain(data[offset : frame["offset"]]))
            offset = frame["offset"]
            found = list(differences(frame, screen))
            count += 1
            if found:
                wrong += 1
                print(f"{name} after {offset} bytes:", *found[:6], sep="\n  ", file=sys.stderr)
    print(f"{count} frames compared, {wrong} differ", file=sys.stderr)
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
