"""A3: a loop typed in bash: a thousand processes, none of which runs a program."""

from stage import Terminal

LINE = "for p in {1..1000}; do (echo >/dev/tcp/127.0.0.1/$p) 2>/dev/null; done"


def play(stage):
    stage.listen(80, 631)
    terminal = Terminal("su", "-", "carol")
    terminal.expect(r"READY\$ ")
    tty = terminal.ask("$(tty)")
    shell = int(terminal.ask("$$"))
    terminal.type(LINE, seconds=30)
    terminal.close()
    return {"tty": tty.removeprefix("/dev/"), "shell": shell, "line": LINE, "open": [80, 631]}
