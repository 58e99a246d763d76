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

  /// What an event says of itself, as it is in the line: 1 (highest) to 3; nil where it says something else.
  init?(_ text: Slice<UnsafeRawBufferPointer>) {
    guard text.count == 1 else { return nil }
    switch text.first {
    case UInt8(ascii: "1"): self = .critical
    case UInt8(ascii: "2"): self = .warning
    case UInt8(ascii: "3"): self = .notice
    default: return nil
    }
  }
}
