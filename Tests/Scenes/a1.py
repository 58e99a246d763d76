"""A1: carol logs in by ssh, becomes support, and types nmap."""

from stage import Stage, Terminal

stage = Stage()
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
stage.end(tty=tty.removeprefix("/dev/"), shell=shell, ssh_port=int(client.split()[1]) if sshd else None,
          open=[22, 80, 631] if sshd else [80, 631])
