public import Events

/// A closed or growing piece of the history, to be asked.
///
/// Used by one thread at a time. What it is stored in is its own affair.
public protocol Segment: AnyObject {
  /// Where it is; for messages.
  var path: String { get }
  /// What its events have in common.
  var origin: SegmentOrigin { get }
  /// The first and the last moment of an event in it, nanoseconds since 1970; nil: it has none.
  var span: ClosedRange<Int64>? { get }

  /// Goes through events in the order of the stream, each as its line.
  ///
  /// - Parameters:
  ///   - selection: which events; others may be among them where only their lines can tell.
  ///   - body: gets each line without a newline, valid during the call; false: that is enough.
  /// - Returns: whether it went to the end.
  /// - Throws: ``HistoryError``, and what the body throws.
  func forEach(
    _ selection: EventSelection, _ body: (SegmentLine) throws -> Bool
  ) throws -> Bool
}

/// An event of a segment.
public struct SegmentLine {
  /// What is told.
  public var kind: EventKind
  /// Its number in the run.
  public var sequence: UInt64
  /// When it was, nanoseconds since 1970.
  public var time: Int64
  /// The line as it was written into the stream, without its newline.
  public var bytes: UnsafeRawBufferPointer
}
