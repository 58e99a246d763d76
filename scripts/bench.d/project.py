# SPDX-License-Identifier: Apache-2.0
"""A C project of some dozens of small files, generated to be built."""

import os
import shutil
import subprocess

from processes import Skipped


class Project:
    """`make` of it from scratch runs as many programs as `execs` says, in so many `processes`."""

    def __init__(self, folder, files):
        for program in ("make", "gcc"):
            if not shutil.which(program):
                raise Skipped(f"no {program}")
        self.folder = os.path.join(folder, "project")
        os.makedirs(self.folder)
        names = [f"part{number:02d}" for number in range(files)]
        for number, name in enumerate(names):
            self.write(f"{name}.c", self.source(number))
        calls = "".join(f"\tsum += {name}(sum);\n" for name in names)
        declarations = "".join(f"int {name}(int);\n" for name in names)
        self.write("main.c", f"{declarations}int main(void)\n{{\n\tint sum = 1;\n{calls}"
                             "\treturn sum == 0;\n}\n")
        objects = " ".join(f"{name}.o" for name in names + ["main"])
        gcc = shutil.which("gcc")
        self.write("Makefile", f"program: {objects}\n\t{gcc} -o $@ $^\n\n"
                               f"%.o: %.c\n\t{gcc} -O1 -c -o $@ $<\n")
        make = shutil.which("make")
        self.arguments = ["command", make, "-s", "-B", "-j2", "-C", self.folder]
        self.execs, self.processes = self.count(make)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
            file.write(text)

    @staticmethod
    def source(number):
        functions = "".join(
            f"static int step{step}(int value)\n{{\n\tfor (int i = 0; i < {number + step}; i++)\n"
            f"\t\tvalue = value * {step + 3} + (value >> 3) + i;\n\treturn value;\n}}\n\n"
            for step in range(8))
        calls = "".join(f"\tvalue = step{step}(value);\n" for step in range(8))
        return (f"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n{functions}"
                f"int part{number:02d}(int value)\n{{\n{calls}\treturn value;\n}}\n")

    def count(self, make):
        """Execs, tried ones too, and processes of a build, by a witness that is not the sensor."""
        if not shutil.which("strace"):
            raise Skipped("no strace to count the build's processes with")
        counted = os.path.join(self.folder, "strace")
        subprocess.run(
            ["strace", "-f", "-q", "-e", "trace=execve", "-o", counted, make, "-s", "-B", "-j2",
             "-C", self.folder],
            check=True, env={"LANG": "C", "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL)
        with open(counted, encoding="utf-8", errors="replace") as file:
            lines = file.readlines()
        return (sum("execve(" in line for line in lines),
                sum("+++ exited with" in line for line in lines))
