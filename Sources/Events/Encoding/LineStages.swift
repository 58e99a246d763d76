/// Makes of an event's line the same event's line in another format.
///
/// Used by one thread at a time.
public protocol LineFormatter: AnyObject {
  /// Appends the event in the other format, its newline included.
  ///
  /// - Parameters:
  ///   - line: the event as ``EventEncoder`` wrote it, its newline included.
  ///   - kind: what is told.
  ///   - output: where it goes.
  /// - Throws: ``LineError`` where the line is none of ours; nothing is appended then.
  func format(
    _ line: borrowing RawSpan, kind: EventKind, into output: inout [UInt8]
  ) throws(LineError)
}

/// Tells which events are meant, by what their lines say.
///
/// Used by one thread at a time.
public protocol LineCondition: AnyObject {
  /// Whether the event is one of those.
  ///
  /// - Parameters:
  ///   - line: the event as ``EventEncoder`` wrote it, its newline included.
  ///   - kind: what is told.
  /// - Returns: whether all that is asked for is so; what the event does not have is not so.
  /// - Throws: ``LineError`` where the line is none of ours.
  func holds(for line: borrowing RawSpan, kind: EventKind) throws(LineError) -> Bool
}

/// A line that is not what an encoder of events writes.
public struct LineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and where, in bytes from its start.
  public var description: String

  /// Puts it together.
  public init(_ description: String) {
    self.description = description
  }
}
