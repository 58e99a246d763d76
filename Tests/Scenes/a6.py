"""A6: whoever did it takes the traces away that a host keeps by itself."""

import os
import signal

from stage import Terminal


def play(stage):
    sshd = stage.start_sshd()
    terminal = stage.ssh("carol") if sshd else Terminal("su", "-", "carol")
    terminal.expect(r"READY\$ ")
    terminal.type("history -c")
    terminal.type("rm -f ~/.bash_history")
    terminal.close()
    history = f"{stage.folder}/home/carol/.bash_history"
    if os.path.exists(history):
        os.unlink(history)
    if sshd:
        sshd.send_signal(signal.SIGKILL)
        sshd.wait()
    return {"is_history_there": os.path.exists(history)}
