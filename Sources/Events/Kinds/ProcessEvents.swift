internal import CEventABI

/// Processes: run, started, ended, and those that were there already.
enum ProcessEvents {
  static let all = [exec, fork, exit, snapshot, gone]

  static let exec = EventDefinition(
    .processExec, "process.exec", family: .process, lane: .critical, record: ev_process_exec.self,
    summary: "A process ran another program, or tried to.",
    hooks: [
      .tracepoint("process_exec"),
      .callExits("process_exec_failed", [.execve, .execveat]),
    ],
    callerFields: [
      CallerFields(EV_CALLER_ARGS, "process.argv"),
      CallerFields(EV_CALLER_PATH, "process.invoked"),
    ],
    fields: image + Field.result(\ev_process_exec.result))

  static let fork = EventDefinition(
    .processFork, "process.fork", family: .process, lane: .critical, record: ev_process_fork.self,
    summary: "A process started another one; `process` is the one that called.",
    hooks: [.tracepoint("process_fork")],
    fields: [
      .processID(
        "child.id", pid: \ev_process_fork.child_tgid, start: \ev_process_fork.child_start_ns,
        "The new process."),
      .number("child.pid", \ev_process_fork.child_tgid, "The number of the new process."),
      .time("child.start", \ev_process_fork.child_start_ns, "When it was started."),
      .number(
        "child.parent.pid", \ev_process_fork.child_parent_tgid,
        "Its parent: not the caller where that asked for a sibling (CLONE_PARENT)."),
      .number(
        "child.namespace_pid", \ev_process_fork.child_pid_ns_pid,
        "Its number as it sees it itself."),
    ])

  static let exit = EventDefinition(
    .processExit, "process.exit", family: .process, lane: .critical, record: ev_process_exit.self,
    summary: "A process ended, with all its threads.",
    hooks: [.tracepoint("process_exit")],
    fields: [
      .number(
        "exit.code", \ev_process_exit.code, "The exit status; absent where a signal ended it.",
        when: .zero(\ev_process_exit.signal)),
      .number(
        "exit.signal", \ev_process_exit.signal, "The signal that ended it.",
        when: .nonzero(\ev_process_exit.signal)),
      Field(
        "exit.signal_name", .string, .signalName(at: recordOffset(of: \ev_process_exit.signal)),
        "The signal's name.", when: .nonzero(\ev_process_exit.signal)),
      .boolean(
        "exit.core_dumped", \ev_process_exit.core_dumped, "Whether its memory was dumped."),
    ])

  static let snapshot = EventDefinition(
    .processSnapshot, "process.snapshot", family: .process, lane: .critical,
    record: ev_process_exec.self,
    summary: "A process that was running already when the sensor started.",
    hooks: [.iterator("process_snapshot")],
    callerFields: exec.callerFields,
    fields: image + [
      .boolean(
        "process.kernel_thread", \ev_process_exec.traits, mask: EV_EXE_KTHREAD,
        "Whether it is a thread of the kernel.")
    ])

  static let gone = EventDefinition(
    .processGone, "process.gone", family: .process, lane: .critical, record: ev_process_gone.self,
    summary: """
      A process had ended and its end was not seen; noticed when the processes were compared with the \
      kernel's, see sensor.heal.
      """,
    hooks: [],
    fields: [.time("gone.seen", \ev_process_gone.seen_ns, "When it was last known to run.")])

  /// The program that a process runs.
  private static let image: [Field] = [
    Field(
      "process.exe", .string,
      .textOrEnriched(at: recordOffset(of: \ev_process_exec.exe), .executable),
      "The program's file, resolved by the kernel; where an exec failed, that of the program before."
    ),
    .text("process.invoked", \ev_process_exec.invoked, "The path handed to execve."),
    .text(
      "process.interpreter", \ev_process_exec.interpreter,
      "The interpreter in the first line of a script."),
    .list(
      "process.argv", \ev_process_exec.argv, count: \ev_process_exec.argc,
      "The arguments, the program's name first."),
    .number(
      "process.argc", \ev_process_exec.argc, "How many arguments the kernel counted.",
      when: .nonzero(\ev_process_exec.argc)),
    .text("process.cwd", \ev_process_exec.cwd, "The working directory."),
    .number(
      "process.session", \ev_process_exec.session,
      "The number of the process that leads its session.", when: .nonzero(\ev_process_exec.session)),
    .number(
      "process.group", \ev_process_exec.process_group,
      "The number of the process that leads its process group.",
      when: .nonzero(\ev_process_exec.process_group)),
    .text(
      "cgroup.path", \ev_process_exec.cgroup,
      """
      The control group, from the root of its hierarchy: v2, or where that is not used the one of the \
      pids controller.
      """),
    .number(
      "process.namespace_pid", \ev_process_exec.pid_ns_pid,
      "The number of the process as it sees it itself.",
      when: .nonzero(\ev_process_exec.pid_ns_pid)),
    namespace("user", \.user_ns, "users"),
    namespace("net", \.net_ns, "networks"),
    namespace("uts", \.uts_ns, "host names"),
    namespace("ipc", \.ipc_ns, "System V IPC"),
    namespace("cgroup", \.cgroup_ns, "control groups"),
    .number("exe.inode", \ev_process_exec.inode, "The program's file: inode.", when: hasImage),
    .device("exe.device", \ev_process_exec.device, "The program's file: device.", when: hasImage),
    .permissions(
      "exe.mode", \ev_process_exec.mode, "The program's file: permissions, in octal.",
      when: hasImage),
    .number("exe.owner", \ev_process_exec.owner, "The program's file: owner.", when: hasImage),
    .number("exe.group", \ev_process_exec.group, "The program's file: group.", when: hasImage),
    .boolean(
      "exe.memfd", \ev_process_exec.traits, mask: EV_EXE_MEMFD,
      "Whether the program is a file that is only in memory.", when: hasImage),
    .boolean(
      "exe.deleted", \ev_process_exec.traits, mask: EV_EXE_DELETED,
      "Whether the program's file has no name any more.", when: hasImage),
    .boolean(
      "process.script", \ev_process_exec.traits, mask: EV_EXE_SCRIPT,
      "Whether the file handed to execve is a script, run by its interpreter."),
  ]

  private static func namespace(
    _ name: String, _ path: KeyPath<ev_process_exec, UInt32>, _ what: String
  ) -> Field {
    .number("namespace.\(name)", path, "The namespace of \(what).", when: .nonzero(path))
  }

  private static let hasImage = Presence.nonzero(\ev_process_exec.inode)
}
