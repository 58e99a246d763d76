/// What a ``Parser`` tells of a stream of bytes.
protocol ControlReceiver {
  /// How many bytes of the stream there are up to the end of what is told next.
  var offset: UInt64 { get set }

  /// Printable ASCII.
  mutating func print(ascii bytes: Span<UInt8>)
  /// A character beyond ASCII; no control.
  mutating func print(_ scalar: UInt32)
  /// U+FFFD for bytes that are no UTF-8.
  mutating func printInvalid()
  /// CR and LF outside of sequences: ``execute(_:)`` without the way to it.
  mutating func returnCarriage()
  mutating func lineFeed()
  /// A C0 control.
  mutating func execute(_ control: UInt8)
  /// An escape sequence, or a C1 control as the escape sequence that it stands for.
  mutating func escape(intermediate: UInt8, final: UInt8)
  /// A control sequence; 0 for a prefix or an intermediate byte that it has not.
  mutating func control(
    prefix: UInt8, intermediate: UInt8, final: UInt8, parameters: borrowing Parameters)
  /// A string that has ended, in one of the ways.
  mutating func string(_ string: borrowing ControlString, end: ControlStringEnd)
  /// A sequence that is none.
  mutating func ignoredSequence()
}

/// How a control string came to its end.
enum ControlStringEnd {
  /// As it should: it counts.
  case terminated
  /// By CAN, SUB or another escape sequence: it does not.
  case cancelled
  /// It was too long.
  case abandoned
}
