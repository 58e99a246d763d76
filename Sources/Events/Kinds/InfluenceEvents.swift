internal import CEventABI

/// What one process does to another.
enum InfluenceEvents {
  static let all = [trace, inject, signal]

  static let trace = EventDefinition(
    .processTrace, "process.trace", family: .process, lane: .critical,
    record: ev_process_trace.self,
    summary: """
      A process began to trace another one, and so to read and write all that is in it, or tried to; \
      `traceme`: it is itself to be traced by its parent.
      """,
    hooks: [.callExits("process_trace", [.ptrace])],
    fields: target(\ev_process_trace.target, "who is traced") + [
      .named("trace.request", \ev_process_trace.request, .traceRequests, "The way.")
    ] + Field.result(\ev_process_trace.result))

  static let inject = EventDefinition(
    .processInject, "process.inject", family: .process, lane: .critical,
    record: ev_process_inject.self,
    summary: """
      A process wrote into the memory of another one (process_vm_writev), or tried to. What a tracer \
      writes, and what is written to `/proc/PID/mem`, is not told here.
      """,
    hooks: [.callExits("process_inject", [.processVmWritev])],
    fields: target(\ev_process_inject.target, "whose memory it is") + [
      .number(
        "inject.bytes", \ev_process_inject.bytes, "Bytes written.",
        when: .nonnegative(\ev_process_inject.result))
    ] + Field.result(\ev_process_inject.result))

  static let signal = EventDefinition(
    .processSignal, "process.signal", family: .process, lane: .critical,
    record: ev_process_signal.self,
    summary: """
      A process sent a signal that ends or stops a process, unless that handles it, to a process of \
      another user; or it was refused. A signal to many is an event for each.
      """,
    hooks: [
      .tracepoint("process_signal"),
      .callExits(
        "process_signal_refused",
        [.kill, .tkill, .tgkill, .rtSigqueueinfo, .rtTgsigqueueinfo, .pidfdSendSignal]),
    ],
    fields: target(\ev_process_signal.target, "whom the signal is for") + [
      .number("signal.number", \ev_process_signal.signal, "The signal."),
      Field(
        "signal.name", .string, .signalName(at: recordOffset(of: \ev_process_signal.signal)),
        "The signal's name."),
      .named(
        "signal.outcome", \ev_process_signal.outcome, .signalOutcomes,
        "What the kernel did with it; absent where it was refused.",
        when: .nonnegative(\ev_process_signal.result)),
    ] + Field.result(\ev_process_signal.result))

  /// The other process.
  private static func target<Record>(
    _ path: KeyPath<Record, ev_target>, _ who: String
  ) -> [Field] {
    let found = Presence.nonzero(path.appending(path: \.start_ns))
    return [
      .processID(
        "target.id", pid: path.appending(path: \.tgid), start: path.appending(path: \.start_ns),
        "The other process: \(who).", when: found),
      .number(
        "target.pid", path.appending(path: \.tgid),
        "Its number; where there is no `target.id`, the number that the caller named.",
        when: .nonzero(path.appending(path: \.tgid))),
      .number("target.tid", path.appending(path: \.pid), "The number of the thread.", when: found),
      Field(
        "target.comm", .string,
        .fixedText(at: recordOffset(of: path.appending(path: \.comm)), count: 16),
        "The name that the thread gives itself.", when: found),
      .number(
        "target.user.id", path.appending(path: \.uid), "Its real user.",
        when: .set(path.appending(path: \.uid))),
    ]
  }
}
