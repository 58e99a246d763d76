"""A1: carol logs in by ssh, becomes support, and types nmap."""

from stage import Terminal


def play(stage):
    stage.listen(80, 631)
    sshd = stage.start_sshd()
    terminal = stage.ssh("carol") if sshd else Terminal("su", "-", "carol")
    terminal.expect(r"READY\$ ")
    client = terminal.ask("$SSH_CLIENT")
    tty = terminal.ask("$(tty)")
    terminal.type("id")
    terminal.become("support")
    shell = int(terminal.ask("$$"))
    terminal.type("ls -la /")
    terminal.type("nmap 127.0.0.1", then=r"Nmap done[^\n]*\n", seconds=30)
    terminal.expect(r"READY\$ ")
    terminal.close(2)
    truth = {"tty": tty.removeprefix("/dev/"), "shell": shell, "open": [80, 631]}
    if sshd:
        truth |= {"ssh_port": int(client.split()[1]), "open": [22, 80, 631]}
    return truth
