/// What tells one connection from another.
struct SocketEnds: Hashable, Sendable {
  var namespace: Int64?
  var localAddress: String?
  var localPort: Int64?
  var remoteAddress: String?
  var remotePort: Int64?
}

/// The end of a connection that was told before its beginning.
struct EarlyEnd: Sendable, Equatable {
  var ends = SocketEnds()
  /// Nanoseconds since 1970.
  var time: Int64 = 0
}

extension EarlyEnd: StateCodable {
  mutating func code(by coder: inout some StateCoder) throws(HistoryError) {
    try ends.namespace.code(by: &coder)
    try ends.localAddress.code(by: &coder)
    try ends.localPort.code(by: &coder)
    try ends.remoteAddress.code(by: &coder)
    try ends.remotePort.code(by: &coder)
    try time.code(by: &coder)
  }
}
