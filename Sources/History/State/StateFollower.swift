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

  /// What the event at hand has: each is gone through once.
  var fields: FieldReader

  // What is read of every event, and what of those of some kinds besides.
  private static let ofAll = [
    "run", "process.id", "process.pid", "process.tid", "process.parent.id", "process.parent.pid",
    "process.tty", "result",
  ]
  private let ends = FieldReader(ofAll)
  let identity = FieldReader(
    ofAll + HostPerson.fields + [
      "process.start", "process.comm", "process.exe", "process.argv", "process.cwd",
      "process.namespace_pid", "process.kernel_thread", "namespace.pid",
    ])
  private let child = FieldReader(
    ofAll + [
      "child.id", "child.pid", "child.start", "child.parent.pid", "child.namespace_pid",
      "process.comm",
    ])
  private let network = FieldReader(
    ofAll + [
      "net.family", "net.type", "net.protocol", "net.namespace", "net.descriptor",
      "local.address", "local.port", "local.path", "remote.address", "remote.port", "remote.name",
    ])
  private let files = FieldReader(
    ofAll + ["file.path", "file.inode", "file.device", "file.descriptor"])
  private let mounts = FieldReader(
    ofAll + ["mount.source", "mount.target", "mount.type", "mount.flags", "namespace.mount"])
  private let modules = FieldReader(ofAll + ["module.name", "module.path", "module.size"])

  /// Goes on from a state.
  public init(from state: HostState = HostState()) {
    self.state = state
    fields = ends
  }

  private func reader(of kind: EventKind) -> FieldReader {
    switch kind {
    case .processExec, .processSnapshot, .credChange: identity
    case .processFork: child
    case .netBind, .netListen, .netRaw, .netConnect, .netAccept, .netClose: network
    case .fileWrite, .fileClose: files
    case .mountAttach, .mountDetach: mounts
    case .moduleLoad, .moduleUnload: modules
    default: ends
    }
  }

  /// Takes in the next event of one of the ``kinds``.
  ///
  /// - Throws: ``HistoryError`` where its line is none of ours.
  public func follow(_ line: SegmentLine) throws(HistoryError) {
    fields = reader(of: line.kind)
    try fields.read(line)
    if line.kind == .sensorStart { begin(at: line.time) }
    if state.run.isEmpty { state.run = fields.text("run") ?? "" }
    if line.kind == .sensorStop { state.ended = line.time }
    // What failed has changed nothing; only connections may go on by themselves.
    let result = fields.number("result") ?? 0
    guard result == 0 || line.kind == .netClose || (line.kind == .netConnect && result == -115)
    else { return }
    switch line.kind {
    case .processExec: exec(line)
    case .processFork: try fork(line)
    case .processSnapshot: snapshot(line)
    case .processExit, .processGone: end()
    case .credChange: try changeCredentials(line)
    case .netBind, .netListen, .netRaw, .netConnect, .netAccept, .netClose:
      try network(line, isPending: result != 0)
    case .fileWrite, .fileClose: try file(line)
    case .mountAttach, .mountDetach: mount(line)
    case .moduleLoad, .moduleUnload: module(line)
    default: break
    }
  }

  /// What was alive before nobody recorded is not guessed: a list of who runs follows.
  private func begin(at time: Int64) {
    state = HostState()
    state.run = fields.text("run") ?? ""
    state.since = time
  }

  /// The process that acts; nil: nobody known does.
  var actorID: String? {
    // What interrupts do is number 0's.
    guard let pid = fields.number("process.pid"), pid > 0 else { return nil }
    return fields.text("process.id")
  }
}
