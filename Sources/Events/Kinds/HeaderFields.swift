internal import CEventABI

/// What every event has: when and where it happened, and who did it.
enum HeaderFields {
  static let all = event + actor + [callerFields]

  private static let event: [Field] = [
    Field("kind", .string, .kindName, "The kind of the event."),
    .time("time", \ev_header.boot_ns, "When it happened."),
    Field(
      "seq", .number, .sequence,
      """
      The number of the event in its `run`, from 1. Who has had the number of that run has had the \
      event; what a sink does not get leaves a hole, and so does what its filter leaves out.
      """),
    .number("cpu", \ev_header.cpu, "The processor on which it happened."),
    Field("host.id", .string, .hostID, "The host."),
    Field("host.boot", .string, .bootID, "The host's boot: another one after each start."),
    Field(
      "run", .string, .runID,
      "The run of the sensor: the `process.id` of its process, as `sensor.start` has it."),
  ]

  /// What the acting task says of itself.
  static let actor: [Field] = [
    .processID(
      "process.id", pid: \ev_header.task.tgid, start: \ev_header.task.start_ns,
      "The acting process: one for all times, made of boot, number and start."),
    .number("process.pid", \ev_header.task.tgid, "The number of the process, used again later."),
    .number("process.tid", \ev_header.task.pid, "The number of the thread."),
    .time("process.start", \ev_header.task.start_ns, "When the process was started."),
    Field(
      "process.comm", .string,
      .fixedText(
        at: recordOffset(of: \ev_header.task.comm), count: MemoryLayout<ev_task>.size(of: \.comm)),
      "The name that the thread gives itself."),
    .processID(
      "process.parent.id", pid: \ev_header.task.parent_tgid,
      start: \ev_header.task.parent_start_ns, "The parent process.", when: hasParent),
    .number(
      "process.parent.pid", \ev_header.task.parent_tgid, "The number of the parent process.",
      when: hasParent),
    .terminal("process.tty", \ev_header.task.tty, "The controlling terminal."),

    .number("user.id", \ev_header.task.uid, "The real user."),
    .number("user.gid", \ev_header.task.gid, "The real group."),
    .number("user.effective.id", \ev_header.task.euid, "The user whose rights it has."),
    .number("user.effective.gid", \ev_header.task.egid, "The group whose rights it has."),
    .number(
      "user.login.id", \ev_header.task.login_uid,
      "The user who logged in, kept through su and sudo; absent where no login was noted.",
      when: .set(\ev_header.task.login_uid)),
    .number(
      "user.session", \ev_header.task.audit_session,
      "The login session; absent where no login was noted.",
      when: .set(\ev_header.task.audit_session)),

    .number("cgroup.id", \ev_header.task.cgroup_id, "The control group, as its inode's number."),
    .number(
      "namespace.pid", \ev_header.task.pid_ns, "The namespace of process numbers.",
      when: .nonzero(\ev_header.task.pid_ns)),
    .number(
      "namespace.mount", \ev_header.task.mnt_ns, "The namespace of mounts.",
      when: .nonzero(\ev_header.task.mnt_ns)),
  ]

  private static let callerFields = Field(
    "from_caller", .strings, .callerFields(at: recordOffset(of: \ev_header.flags)),
    """
    The fields that were read from the caller's memory when the call was over: the process could \
    have changed them after the kernel had used them.
    """,
    when: .nonzero(\ev_header.flags))

  private static let hasParent = Presence.nonzero(\ev_header.task.parent_tgid)
}

extension MemoryLayout {
  /// The size of one field of the type.
  fileprivate static func size<Value>(of path: KeyPath<T, Value>) -> Int {
    MemoryLayout<Value>.size
  }
}
