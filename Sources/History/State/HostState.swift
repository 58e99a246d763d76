/// A host at a moment, as far as events have told: who runs, who is connected, what is mounted.
///
/// A value: ``StateFollower`` makes one of the next out of an event.
public struct HostState: Sendable, Equatable {
  /// The run of the sensor that told; empty: nobody has yet.
  public internal(set) var run = ""
  /// When that run began, nanoseconds since 1970: what was before is from its list of processes.
  public internal(set) var since: Int64?
  /// When that run ended in order.
  public internal(set) var ended: Int64?
  /// Who runs, by the process's id.
  public internal(set) var processes: [String: HostProcess] = [:]
  /// Files that were written to and are open, by the process's id.
  public internal(set) var files: [String: [HostFile]] = [:]
  /// What was mounted since the sensor began, in that order.
  public internal(set) var mounts: [HostMount] = []
  /// What was loaded since the sensor began, in that order.
  public internal(set) var modules: [HostModule] = []
  /// Who was told to be whose child.
  private var children: [String: Set<String>] = [:]
  var sockets: [Int64: HostSocket] = [:]
  var nextSocket: Int64 = 1
  /// Where the connections of `sockets` are.
  var connections: [SocketEnds: Int64] = [:]
  /// Ends that were told before their beginnings, the latest last: the call that connects may return
  /// later than what it began is over.
  var earlyEnds: [EarlyEnd] = []

  /// Of a host of which nothing is known.
  public init() {}

  /// The process that is the parent now; where that one has ended, init or who stands for it.
  ///
  /// Who took its place by `PR_SET_CHILD_SUBREAPER` is known once the process is told of again.
  public func parent(of process: HostProcess) -> HostProcess? {
    process.isOrphan ? reaper(of: process) : process.parentID.flatMap { processes[$0] }
  }

  /// The number that `ps` shows as the parent's.
  public func parentNumber(of process: HostProcess) -> Int64 {
    if process.isOrphan { return reaper(of: process)?.pid ?? 1 }
    return process.parentPID ?? 0
  }

  private func reaper(of process: HostProcess) -> HostProcess? {
    // Within a container that is its own number 1.
    let found = processes.values.first {
      $0.ownPID == 1 && $0.pidNamespace == process.pidNamespace && $0.id != process.id
    }
    return found ?? processes.values.first { $0.pid == 1 && $0.id != process.id }
  }
}

// MARK: - What events do to processes

extension HostState {
  /// Enters what is known of a process by now.
  mutating func put(_ process: HostProcess) {
    let before = processes.updateValue(process, forKey: process.id)
    guard before == nil || before?.parentID != process.parentID else { return }
    if let old = before?.parentID { removeChild(process.id, of: old) }
    if let parent = process.parentID { children[parent, default: []].insert(process.id) }
  }

  /// Takes a process out that has ended.
  mutating func remove(_ id: String) {
    files[id] = nil
    guard let process = processes.removeValue(forKey: id) else { return }
    if let parent = process.parentID { removeChild(id, of: parent) }
    for child in children[id] ?? [] { processes[child]?.isOrphan = true }
    release(process.held)
  }

  private mutating func removeChild(_ child: String, of parent: String) {
    guard children[parent]?.remove(child) != nil else { return }
    if children[parent]?.isEmpty == true { children[parent] = nil }
  }
}

/// Which state a checkpoint has; another number where what it consists of changes.
private let stateVersion: Int64 = 1

extension HostState {
  /// As bytes.
  func encoded() throws(HistoryError) -> [UInt8] {
    var encoder = StateEncoder()
    var copy = self
    var version = stateVersion
    try version.code(by: &encoder)
    try copy.code(by: &encoder)
    return encoder.bytes
  }

  /// From bytes; nil: another version of this program wrote them.
  ///
  /// - Throws: ``HistoryError``, `damaged`.
  init?(decoding bytes: [UInt8], path: String) throws(HistoryError) {
    self.init()
    var decoder = StateDecoder(bytes, path: path)
    var version: Int64 = 0
    try version.code(by: &decoder)
    guard version == stateVersion else { return nil }
    try code(by: &decoder)
  }

  private mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try run.code(by: &coder)
    try since.code(by: &coder)
    try ended.code(by: &coder)
    // In an order of their own: equal states are equal bytes.
    var list = processes.values.sorted { $0.id < $1.id }
    try list.code(by: &coder)
    processes = [:]
    children = [:]
    for process in list { put(process) }
    try earlyEnds.code(by: &coder)
    var open = files.keys.sorted().flatMap { files[$0] ?? [] }
    try open.code(by: &coder)
    files = Dictionary(grouping: open, by: \.process)
    try mounts.code(by: &coder)
    try modules.code(by: &coder)
    try nextSocket.code(by: &coder)
    var known = sockets.values.sorted { $0.key < $1.key }
    try known.code(by: &coder)
    sockets = Dictionary(known.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    connections = Dictionary(
      known.filter(\.isConnection).map { ($0.ends, $0.key) }, uniquingKeysWith: { $1 })
  }
}
