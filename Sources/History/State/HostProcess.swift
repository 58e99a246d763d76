/// A process that runs at a moment, as far as events have told of it.
public struct HostProcess: Sendable, Equatable {
  /// One for all times.
  public var id = ""
  /// Its number.
  public var pid: Int64 = 0
  /// Its number as it sees it itself.
  public var ownPID: Int64?
  /// When it was started, nanoseconds since 1970; nil: that was not told.
  public var start: Int64?
  /// Its parent, as last told.
  public var parentID: String?
  /// Its parent's number, as last told.
  public var parentPID: Int64?
  /// That parent has ended, and who is its parent now has not been told.
  public var isOrphan = false
  /// The program that it runs, resolved by the kernel.
  public var exe: String?
  /// The arguments, with what looks like a credential replaced.
  public var arguments: [String] = []
  /// The name that its first thread gives itself.
  public var name = ""
  /// Its working directory when it began to run its program: changes are not told.
  public var directory: String?
  /// Its controlling terminal.
  public var terminal: String?
  /// The namespace of process numbers.
  public var pidNamespace: Int64?
  /// Whether it is a thread of the kernel.
  public var isKernelThread = false
  /// As whom it runs.
  public var person = HostPerson()
  /// Its start was not seen: it was first noticed at this moment, nanoseconds since 1970.
  public var noticed: Int64?
  /// What it holds.
  var held: [HeldSocket] = []

  /// Of which nothing is known.
  public init() {}

  /// What `ps` shows of it: its arguments, or its name in brackets where it has none.
  public var command: String {
    arguments.isEmpty ? "[\(name)]" : arguments.joined(separator: " ")
  }
}

/// That a process has a socket.
struct HeldSocket: Sendable, Equatable {
  /// The socket's key in the state.
  var socket: Int64 = 0
  /// The descriptor, if it was told.
  var descriptor: Int64?
  /// False: it ran another program since, which may have closed it.
  var isSure = true
}

extension HeldSocket: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try socket.code(by: &coder)
    try descriptor.code(by: &coder)
    try isSure.code(by: &coder)
  }
}

extension HostProcess: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try id.code(by: &coder)
    try pid.code(by: &coder)
    try ownPID.code(by: &coder)
    try start.code(by: &coder)
    try parentID.code(by: &coder)
    try parentPID.code(by: &coder)
    try isOrphan.code(by: &coder)
    try exe.code(by: &coder)
    try arguments.code(by: &coder)
    try name.code(by: &coder)
    try directory.code(by: &coder)
    try terminal.code(by: &coder)
    try pidNamespace.code(by: &coder)
    try isKernelThread.code(by: &coder)
    try person.code(by: &coder)
    try noticed.code(by: &coder)
    try held.code(by: &coder)
  }
}
