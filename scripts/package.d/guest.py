# SPDX-License-Identifier: Apache-2.0
"""Installs a package where systemd runs, has the service do what it is for, and takes it away again.

guest.py PACKAGE PROGRAM, as root, in a machine that nobody needs: scripts/packagetest. PROGRAM is the same
program, for `install` and `uninstall`. Prints what was looked at; exits with 1 if anything was not so.
"""

import glob
import json
import os
import signal
import subprocess
import sys
import time

UNIT = "lookback.service"
EVENTS = "/var/log/lookback/events.json"
CONFIGURATION = "/etc/lookback/lookback.yaml"
# An emulated machine takes its time: one load of all programs is half a minute.
PATIENCE = 240

failures = []
began = time.monotonic()


def check(what, is_so, detail=""):
    print(f"{time.monotonic() - began:6.1f} {'ok    ' if is_so else 'FAILED'} {what}")
    if not is_so:
        failures.append(what)
        if detail != "":
            print(f"              {detail}")
    return is_so


def run(*words, check_status=True):
    result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check_status and result.returncode != 0:
        check(f"{' '.join(words)} exits with 0", False, f"{result.returncode}: {result.stdout}")
    return result.stdout


def wait_for(what, condition, patience=PATIENCE, detail=lambda: ""):
    """Asks until it is so; checks that it ever was, and returns what the condition said last."""
    end = time.monotonic() + patience
    while not (answer := condition()) and time.monotonic() < end:
        time.sleep(0.2)
    check(what, bool(answer), "" if answer else detail())
    return answer


def unit(*names):
    words = [word for name in names for word in ("-p", name)]
    lines = run("systemctl", "show", UNIT, *words).splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return values.get(names[0], "") if len(names) == 1 else values


def main_process():
    return int(unit("MainPID") or 0)


def journal():
    return run("journalctl", "--no-pager", "-o", "cat", "-u", UNIT)


def events(path=EVENTS):
    """All events so far that are whole lines."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().split("\n")[:-1]
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines]


def of_kind(kind, path=EVENTS):
    return [event for event in events(path) if event["kind"] == kind]


def value(event, name):
    for word in name.split("."):
        if not isinstance(event, dict):
            return None
        event = event.get(word)
    return event


def records(path=EVENTS, patience=60):
    """Whether what a command does comes to be in the file."""
    marker = f"marker-{time.monotonic_ns()}"
    subprocess.run(["/bin/true", marker], check=True)

    def found():
        return [e for e in of_kind("process.exec", path) if marker in (value(e, "process.argv") or [])]

    return wait_for(f"a command is recorded in {path}", found, patience)


def threads(process):
    """What /proc/PID/task/TID/status says of each thread."""
    found = []
    for path in glob.glob(f"/proc/{process}/task/*/status"):
        with open(path, encoding="utf-8") as file:
            found.append(dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line))
    return found


def sensors():
    """Processes whose program is called lookback, whatever they do."""
    found = []
    for path in glob.glob("/proc/[0-9]*/exe"):
        try:
            program = os.readlink(path)
        except OSError:
            continue
        if os.path.basename(program).split(" ")[0] == "lookback":
            found.append((path, program))
    return found


def files():
    """What is called lookback, wherever it is."""
    words = ["find", "/", "(", "-path", "/proc", "-o", "-path", "/sys", ")", "-prune"]
    return set(run(*words, "-o", "-iname", "*lookback*", "-print").splitlines())


# The guest's own.
files_before = files()


def check_nothing_is_left(what):
    left = sorted(files() - files_before)
    check(f"{what}, no file is left", left == [], left)
    check("its unit is gone", unit("LoadState") == "not-found", unit("LoadState"))
    check("nothing of it runs", sensors() == [], sensors())


def wait_for_sensor(what, before=0):
    """Until another process than the one before is the sensor and has said that it records."""

    def ready():
        values = unit("ActiveState", "MainPID", "StatusText")
        return values["ActiveState"] == "active" and int(values["MainPID"]) not in (0, before)

    wait_for(what, ready, detail=lambda: f"{run('systemctl', 'status', UNIT, check_status=False)}")
    return main_process()


def look_at_confinement():
    process = main_process()
    status = json.loads(run("lookback", "status", "--json").splitlines()[0])
    kept = value(status, "sensor.capabilities")
    bits = {
        "CAP_DAC_OVERRIDE": 1, "CAP_DAC_READ_SEARCH": 2, "CAP_IPC_LOCK": 14, "CAP_SYS_PTRACE": 19,
        "CAP_SYS_ADMIN": 21, "CAP_PERFMON": 38, "CAP_BPF": 39,
    }  # fmt: skip
    mask = sum(1 << bits[name] for name in kept)
    every = threads(process)
    check("there are several threads", len(every) > 3, every)
    for thread in every:
        name = thread["Name"]
        check(f"{name}: has only what the status tells", int(thread["CapEff"], 16) == mask, thread)
        check(f"{name}: no bounding set", int(thread["CapBnd"], 16) == 0, thread["CapBnd"])
        is_held = thread["NoNewPrivs"] == "1" and thread["Seccomp"] == "2"
        check(f"{name}: no new rights, and calls are filtered", is_held, thread)
    print(f"              kept: {', '.join(kept)}")
    check("lookback status answers", f"{process}" in run("lookback", "status"))


def by_alice(path):
    marked = (e for e in of_kind("process.exec", path) if "by-alice" in (value(e, "process.argv") or []))
    return next(marked, None)


def who(event, name):
    """A part of what the event says of who acts; two sensors have read the clocks at two moments."""
    part = value(event, name)
    return {key: part[key] for key in part if key != "time"} if name == "entry" and part else part


def look_at_hooks():
    """All that is seen outside of the unit is seen in it, by the same hooks, and so is who acts."""
    outside = "/tmp/outside.json"
    words = ["lookback", "record", "--no-config", "--no-heartbeat", "--no-status-socket", "--sink"]
    sensor = subprocess.Popen(words + [f"file:{outside}"], stderr=subprocess.PIPE)
    wait_for("a sensor outside of the unit records", lambda: of_kind("sensor.start", outside))
    subprocess.run(["su", "alice", "-c", "/bin/true by-alice"], check=True)
    theirs = wait_for("what alice does is recorded outside", lambda: by_alice(outside))
    mine = wait_for("what alice does is recorded in the unit", lambda: by_alice(EVENTS))
    sensor.send_signal(signal.SIGINT)
    messages = sensor.communicate()[1].decode()
    check("the sensor outside ends in order", sensor.returncode == 0, messages)

    (start, other) = (of_kind("sensor.start", path)[0] for path in (EVENTS, outside))
    for name in ("sensor.hooks", "sensor.unavailable"):
        (inner, outer) = (value(event, name) or [] for event in (start, other))
        check(f"{name} is the same outside of the unit", inner == outer, set(inner) ^ set(outer))
        print(f"              {len(inner)} {name}")
    for name in ("user", "session", "entry", "process.exe", "process.cwd", "cgroup", "systemd", "namespace"):
        (inner, outer) = (who(event, name) for event in (mine, theirs))
        check(f"{name} of alice is the same outside", inner == outer, (inner, outer))
    check("her name is told", value(mine, "user.name") == "alice", mine)
    for path in (EVENTS, outside):
        check(f"what Linux-PAM answered is in {path}", of_kind("auth.attempt", path) != [])


def look_at_reload():
    process = main_process()
    os.rename(EVENTS, f"{EVENTS}.old")
    second = "/var/log/lookback/second.json"
    with open(CONFIGURATION, "a", encoding="utf-8") as file:
        file.write(f"  - to: file:{second}\n    events: [process]\n")
    run("lookback", "config", "check")
    run("systemctl", "reload", UNIT)
    told = "the sinks are as the configuration says now"
    wait_for("the sinks are read anew", lambda: told in journal(), detail=journal)
    records()
    records(second)
    with open(CONFIGURATION, encoding="utf-8") as file:
        right = file.read()
    with open(CONFIGURATION, "a", encoding="utf-8") as file:
        file.write("sniks: []\n")
    wrong = subprocess.run(["systemctl", "reload", UNIT], capture_output=True, text=True, check=False)
    check("whoever reloads what is wrong hears of it", wrong.returncode != 0, wrong)
    wait_for("and where it is", lambda: "lookback.yaml:" in journal() and "sniks" in journal(), detail=journal)
    with open(CONFIGURATION, "w", encoding="utf-8") as file:
        file.write(right)
    run("systemctl", "reload", UNIT)
    records()
    check("it is the same process", main_process() == process)


def look_at_restarts():
    """Killed, standing still: it is started anew, and tells how long nobody recorded."""
    # From here on it records less: it starts sooner, and the package has to keep the change.
    with open(CONFIGURATION, "a", encoding="utf-8") as file:
        file.write("events: [process]\n")
    process = main_process()
    run("systemctl", "restart", UNIT)
    process = wait_for_sensor("restarted by hand it records", process)
    gaps = wait_for("it tells of the gap", lambda: of_kind("sensor.gap"))
    check("as one that was stopped", value(gaps[-1], "gap.reason") == "stopped", gaps)

    for name, number in (("SIGKILL", signal.SIGKILL), ("SIGSTOP", signal.SIGSTOP)):
        before = process
        count = len(of_kind("sensor.gap"))
        at = time.time()
        os.kill(process, number)
        process = wait_for_sensor(f"{name}: it is started anew", before)
        gaps = wait_for(f"{name}: it tells of the gap", lambda: of_kind("sensor.gap")[count:])
        gap = gaps[0]
        check(f"{name}: as one that was killed", value(gap, "gap.reason") == "killed", gap)
        check(f"{name}: of this boot", value(gap, "gap.same_boot") is True, gap)
        seconds = value(gap, "gap.seconds")
        check(f"{name}: {seconds} s long, as it was", 0 <= seconds <= time.time() - at + 10, gap)
        records()
    check("the watchdog has found it", "atchdog timeout" in journal(), journal())
    check("systemd counts two restarts", unit("NRestarts") == "2", unit("NRestarts"))


def refused_calls():
    lines = run("journalctl", "--no-pager", "-k", "-o", "cat").splitlines()
    return [line for line in lines if "type=1326" in line and 'comm="lookback' in line]


def look_at_package(package):
    print(run("dpkg", "-i", package), end="")
    wait_for_sensor("installed, the service is active")
    told = unit("StatusText")
    check("by its own notice", unit("Type") == "notify" and "records" in told, told)
    check("it is enabled", run("systemctl", "is-enabled", UNIT).strip() == "enabled")
    shown = run("lookback", "config", "show")
    check("the configuration has it write there", f"  - to: file:{EVENTS}\n" in shown, shown)
    records()
    look_at_confinement()
    look_at_hooks()
    look_at_reload()
    look_at_restarts()

    process = main_process()
    print(run("dpkg", "-i", package), end="")
    wait_for_sensor("upgraded, another one records", process)
    check("the configuration is the one that was changed", is_changed())
    records()

    print(run("dpkg", "-r", "lookback"), end="")
    check("removed, it does not run", unit("ActiveState") == "inactive", unit("ActiveState"))
    check("nothing of it runs", sensors() == [], sensors())
    check("its unit is gone", unit("LoadState") == "not-found", unit("LoadState"))
    check("no link to it is left", glob.glob(f"/etc/systemd/system/**/{UNIT}", recursive=True) == [])
    check("the configuration stays", is_changed())
    check("what was recorded stays", of_kind("sensor.start") != [])

    print(run("dpkg", "-i", package), end="")
    wait_for_sensor("installed again it is active")
    check("and enabled", run("systemctl", "is-enabled", UNIT).strip() == "enabled")
    check("with the configuration that was left", is_changed())
    print(run("dpkg", "-P", "lookback"), end="")
    check_nothing_is_left("purged")


def is_changed():
    with open(CONFIGURATION, encoding="utf-8") as file:
        return "\nevents: [process]\n" in file.read()


def look_at_install(program):
    print(run(program, "install"), end="")
    run("systemctl", "daemon-reload")
    with open(CONFIGURATION, "a", encoding="utf-8") as file:
        file.write("events: [process]\n")
    run("systemctl", "enable", "--now", UNIT)
    wait_for_sensor("installed without a package it records")
    path = os.readlink(f"/proc/{main_process()}/exe")
    check("it is the one in /usr/local", path == "/usr/local/bin/lookback", path)
    records()
    run("systemctl", "disable", "--now", UNIT)
    print(run("/usr/local/bin/lookback", "uninstall"), end="")
    check("uninstalled, a changed configuration stays", is_changed())
    check("what was recorded stays", of_kind("sensor.start") != [])
    print(run(program, "uninstall", "--purge"), end="")
    run("systemctl", "daemon-reload")
    check_nothing_is_left("purged")


def main():
    package, program = sys.argv[1:]
    # The program on the payload is not the one that was installed.
    os.environ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    look_at_package(package)
    look_at_install(program)
    check("its filter has refused nothing", refused_calls() == [], refused_calls())
    subprocess.run([program, "privileges"], stdout=subprocess.DEVNULL, check=False)
    check("what a filter refuses would have been seen", refused_calls() != [])
    if failures:
        print(journal())
        print(f"{len(failures)} of what was looked at is not so: {'; '.join(failures)}")
        sys.exit(1)
    print(f"all is as it should be, after {time.monotonic() - began:.0f} s")


main()
