import Events

/// How urgent a message is; RFC 5424, 6.2.1.
enum SyslogSeverity: Int {
  case critical = 2
  case warning = 4
  case notice = 5
  case informational = 6

  /// Of a kind whose events do not say.
  static func usual(of kind: EventKind) -> SyslogSeverity {
    switch kind {
    case .sensorLoss, .sensorDegrade, .throttleStart: .warning
    default: .informational
    }
  }

  /// Of an event with a severity of its own, 1 (highest) to 3.
  ///
  /// - Parameter line: the event's.
  /// - Returns: nil where the line has none.
  static func own(in line: UnsafeRawBufferPointer) -> SyslogSeverity? {
    guard let value = LineMembers.value(of: "severity", in: line), value.count == 1 else {
      return nil
    }
    return switch line[value.lowerBound] {
    case UInt8(ascii: "1"): .critical
    case UInt8(ascii: "2"): .warning
    case UInt8(ascii: "3"): .notice
    default: nil
    }
  }
}
