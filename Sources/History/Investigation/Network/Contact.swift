/// That a process sent something to a port of another host, or asked it for a connection.
struct Contact: Sendable, BitwiseCopyable {
  enum Method: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// A connection of TCP or another protocol that has some.
    case connection
    case datagram
    /// A packet that the process made itself, headers included.
    case packet
  }

  /// What came of it, the less telling first.
  enum Outcome: UInt8, Sendable, BitwiseCopyable, CaseIterable, Comparable {
    case unknown
    /// Nothing came back, or that there is no way there.
    case unanswered
    case refused
    /// There was a connection.
    case open

    static func < (left: Outcome, right: Outcome) -> Bool { left.rawValue < right.rawValue }
  }

  var time: Int64
  var sequence: UInt64
  /// The place of the process among those of the log.
  var process: Int32
  /// The place of the address among those of the log.
  var host: Int32
  var run: Int32
  /// How often; 0: this only says what came of an earlier one.
  var count: UInt32
  var port: UInt16
  var method: Method
  var outcome: Outcome
}

/// A port of a host.
struct Endpoint: Hashable, Sendable, BitwiseCopyable {
  var host: Int32
  var port: UInt16
}
