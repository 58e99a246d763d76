public import Events

/// Follows a host's state from event to event, in the order of the stream.
///
/// Used by one thread at a time.
public final class StateFollower {
  /// The kinds that change a state; others tell nothing of it.
  public static let kinds: Set<EventKind> = [
    .processExec, .processFork, .processExit, .processSnapshot, .processGone, .credChange,
    .netConnect, .netAccept, .netBind, .netListen, .netClose, .netRaw, .fileWrite, .fileClose,
    .mountAttach, .mountDetach, .moduleLoad, .moduleUnload, .sensorStart, .sensorStop,
  ]

  /// The host as of the last event.
  public var state: HostState

  // What is read of most events, and of those that change processes.
  let actor = FieldReader([
    "run", "process.id", "process.pid", "process.tid", "process.parent.id", "process.parent.pid",
    "process.tty", "result",
  ])
  let identity = FieldReader(
    HostPerson.fields + [
      "process.pid", "process.tid", "process.start", "process.comm", "process.exe",
      "process.argv", "process.cwd", "process.namespace_pid", "process.kernel_thread",
      "namespace.pid",
    ])
  let child = FieldReader([
    "child.id", "child.pid", "child.start", "child.parent.pid", "child.namespace_pid",
    "process.comm",
  ])
  let network = FieldReader([
    "net.family", "net.type", "net.protocol", "net.namespace", "net.descriptor", "local.address",
    "local.port", "local.path", "remote.address", "remote.port", "remote.name",
  ])
  let files = FieldReader(["file.path", "file.inode", "file.device", "file.descriptor"])
  let mounts = FieldReader([
    "mount.source", "mount.target", "mount.type", "mount.flags", "namespace.mount",
  ])
  let modules = FieldReader(["module.name", "module.path", "module.size"])

  /// Goes on from a state.
  public init(from state: HostState = HostState()) {
    self.state = state
  }

  /// Takes in the next event of one of the ``kinds``.
  ///
  /// - Throws: ``HistoryError`` where its line is none of ours.
  public func follow(_ line: SegmentLine) throws(HistoryError) {
    try actor.read(line)
    if line.kind == .sensorStart { begin(at: line.time) }
    if state.run.isEmpty { state.run = actor.text("run") ?? "" }
    if line.kind == .sensorStop { state.ended = line.time }
    // What failed has changed nothing; only connections may go on by themselves.
    let result = actor.number("result") ?? 0
    guard result == 0 || line.kind == .netClose || (line.kind == .netConnect && result == -115)
    else { return }
    switch line.kind {
    case .processExec: try exec(line)
    case .processFork: try fork(line)
    case .processSnapshot: try snapshot(line)
    case .processExit, .processGone: end()
    case .credChange: try changeCredentials(line)
    case .netBind, .netListen, .netRaw, .netConnect, .netAccept, .netClose:
      try network(line, isPending: result != 0)
    case .fileWrite, .fileClose: try file(line)
    case .mountAttach, .mountDetach: try mount(line)
    case .moduleLoad, .moduleUnload: try module(line)
    default: break
    }
  }

  /// What was alive before nobody recorded is not guessed: a list of who runs follows.
  private func begin(at time: Int64) {
    state = HostState()
    state.run = actor.text("run") ?? ""
    state.since = time
  }

  /// The process that acts; nil: nobody known does.
  var actorID: String? {
    // What interrupts do is number 0's.
    guard let pid = actor.number("process.pid"), pid > 0 else { return nil }
    return actor.text("process.id")
  }
}
