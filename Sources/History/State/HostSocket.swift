/// A socket at a moment.
public struct HostSocket: Sendable, Equatable {
  /// What it is used for.
  public enum Stage: Int64, Sendable {
    /// It has an address and waits for datagrams, or for `listen`.
    case bound
    case listening
    /// It was asked for, and what came of it has not been told.
    case connecting
    case connected
  }

  /// Which one it is, for the state's own use.
  var key: Int64 = 0
  /// The network namespace.
  public var namespace: Int64?
  /// The address family, such as `ipv4`, `ipv6` and `unix`.
  public var family = ""
  /// `tcp`, `udp` and so on; of others, their type.
  public var transport = ""
  /// What it is used for.
  public var stage = Stage.bound
  /// This end: an IP address, or the path of a unix socket.
  public var localAddress: String?
  /// This end: the port.
  public var localPort: Int64?
  /// The other end: an IP address.
  public var remoteAddress: String?
  /// The other end: the port.
  public var remotePort: Int64?
  /// The other end's name, if somebody had asked for it.
  public var remoteName: String?
  /// The process that made it what it is.
  public var maker = ""
  /// Since when, nanoseconds since 1970.
  public var since: Int64 = 0
  /// Processes that have it.
  var holders: Int64 = 0

  /// Of which nothing is known.
  public init() {}

  /// Whether its end is told by an event of its own.
  var isConnection: Bool { transport == "tcp" && (stage == .connected || stage == .connecting) }

  var ends: SocketEnds {
    SocketEnds(
      namespace: namespace, localAddress: localAddress, localPort: localPort,
      remoteAddress: remoteAddress, remotePort: remotePort)
  }
}

extension HostSocket: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try key.code(by: &coder)
    try namespace.code(by: &coder)
    try family.code(by: &coder)
    try transport.code(by: &coder)
    var stage = stage.rawValue
    try stage.code(by: &coder)
    self.stage = Stage(rawValue: stage) ?? .bound
    try localAddress.code(by: &coder)
    try localPort.code(by: &coder)
    try remoteAddress.code(by: &coder)
    try remotePort.code(by: &coder)
    try remoteName.code(by: &coder)
    try maker.code(by: &coder)
    try since.code(by: &coder)
    try holders.code(by: &coder)
  }
}
