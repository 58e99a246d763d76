"""A2: the same as root, who needs no connect call: raw packets."""

from stage import Terminal


def play(stage):
    stage.listen(80, 631)
    terminal = Terminal("su", "-", "carol")
    terminal.expect(r"READY\$ ")
    tty = terminal.ask("$(tty)")
    terminal.become("root")
    terminal.type("nmap 127.0.0.1", then=r"Nmap done[^\n]*\n", seconds=30)
    terminal.expect("READY# ")
    terminal.close(2)
    return {"tty": tty.removeprefix("/dev/"), "open": [80, 631]}
