/// Memory for finished lines, to be handed from the thread that encodes to a sink.
///
/// The capacity is fixed: whoever encodes asks ``hasRoom(forRecordOf:with:)`` before and takes another
/// buffer where there is none.
///
/// A buffer has one owner at a time, who alone may change it, or readers and no owner. Handing it to
/// another thread is the pool's or queue's matter, whose synchronisation also orders the memory; this
/// is what `@unchecked Sendable` rests on.
@safe
public final class OutputBuffer: @unchecked Sendable {
  /// The number of bytes that fit.
  public let capacity: Int
  // Unchecked: its one owner looks at the count for every event.
  /// The number of bytes in it.
  @exclusivity(unchecked) public private(set) var count = 0
  /// The number of lines in it.
  @exclusivity(unchecked) public private(set) var lineCount = 0

  private let base: UnsafeMutableRawPointer
  private let index: UnsafeMutableBufferPointer<Line>

  /// What is known of a line without reading it.
  public struct Line: BitwiseCopyable, Sendable, Equatable {
    /// The event's number, its `seq`.
    public var sequence: UInt64
    /// Where it ends in the buffer, the newline included; it begins where the one before ends.
    public var end: UInt32
    /// What is told.
    public var kind: EventKind

    /// A line as whoever makes it knows it.
    public init(sequence: UInt64, end: UInt32, kind: EventKind) {
      self.sequence = sequence
      self.end = end
      self.kind = kind
    }
  }

  /// No event's line is shorter: of so many bytes of the capacity there is one entry in the index.
  private static let shortestLine = 64

  /// Makes an empty buffer.
  ///
  /// - Parameter capacity: bytes; at least ``worstCase(forRecordOf:)`` of the largest record.
  public init(capacity: Int) {
    self.capacity = capacity
    // Safety: freed in deinit; nothing else keeps the pointer.
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    unsafe index = .allocate(capacity: capacity / Self.shortestLine + 1)
  }

  deinit {
    // Safety: allocated in init.
    unsafe base.deallocate()
    unsafe index.deallocate()
  }

  /// The most bytes that encoding a record of so many bytes can take, scratch room included.
  ///
  /// A byte of a record becomes six at most (`\u0000`); the rest is names, punctuation and numbers.
  public static func worstCase(forRecordOf size: Int) -> Int {
    6 * size + fixedWorstCase
  }

  static let fixedWorstCase = 24_576

  /// Whether a record of so many bytes can be encoded into the buffer.
  public func hasRoom(forRecordOf size: Int) -> Bool {
    hasRoom(for: OutputBuffer.worstCase(forRecordOf: size))
  }

  /// Whether a record of so many bytes can be encoded into the buffer, with these values.
  public func hasRoom(forRecordOf size: Int, with values: EnrichedValues) -> Bool {
    hasRoom(for: OutputBuffer.worstCase(forRecordOf: size) + values.byteCount)
  }

  private func hasRoom(for bytes: Int) -> Bool {
    capacity - count >= bytes && lineCount < index.count
  }

  /// Makes the buffer empty again.
  public func removeAll() {
    count = 0
    lineCount = 0
  }

  /// Calls the closure with the bytes, which are valid only during the call.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Safety: the first count bytes are initialised, and self lives until the closure is over.
    let bytes = unsafe RawSpan(_unsafeStart: base, byteCount: count)
    return try body(bytes)
  }

  /// What is known of a line.
  ///
  /// - Parameter position: the line's, from 0.
  /// - Returns: its kind, number and end.
  public func line(at position: Int) -> Line {
    precondition(position >= 0 && position < lineCount, "there is no such line")
    // Safety: the first lineCount entries are initialised.
    return unsafe index[position]
  }

  /// Where a line's bytes are, its newline included.
  ///
  /// - Parameter position: the line's, from 0.
  /// - Returns: offsets into what ``withBytes(_:)`` gives.
  public func range(ofLine position: Int) -> Range<Int> {
    let start = position == 0 ? 0 : Int(line(at: position - 1).end)
    return start..<Int(line(at: position).end)
  }

  /// Appends a line that somebody else has made.
  ///
  /// - Parameters:
  ///   - bytes: its bytes, the newline included.
  ///   - kind: what is told.
  ///   - sequence: the event's number.
  /// - Returns: whether there was room; nothing is appended where there was none.
  public func append(_ bytes: borrowing RawSpan, kind: EventKind, sequence: UInt64) -> Bool {
    guard hasRoom(for: bytes.byteCount) else { return false }
    // Safety: there is room for them, and they are not of this buffer, which is not initialised there.
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe end.copyMemory(from: start, byteCount: source.count)
    }
    unsafe appendLine(until: end + bytes.byteCount, kind: kind, sequence: sequence)
    return true
  }

  /// Appends all lines of another buffer.
  ///
  /// - Returns: whether there was room; nothing is appended where there was none.
  public func append(contentsOf other: OutputBuffer) -> Bool {
    guard capacity - count >= other.count, index.count - lineCount >= other.lineCount else {
      return false
    }
    // Safety: there is room for the bytes and the entries, and the other buffer's are its own.
    unsafe end.copyMemory(from: other.base, byteCount: other.count)
    for position in 0..<other.lineCount {
      var line = other.line(at: position)
      line.end += UInt32(truncatingIfNeeded: count)
      unsafe index.initializeElement(at: lineCount + position, to: line)
    }
    count += other.count
    lineCount += other.lineCount
    return true
  }

  /// Where the next line goes.
  @unsafe
  var end: UnsafeMutableRawPointer { unsafe base + count }

  /// Takes over a line that was written at the end.
  @unsafe
  func appendLine(until end: UnsafeMutableRawPointer, kind: EventKind, sequence: UInt64) {
    count = unsafe end - base
    // Safety: whoever writes a line has asked for room before, and there is an entry for it.
    unsafe index.initializeElement(
      at: lineCount,
      to: Line(sequence: sequence, end: UInt32(truncatingIfNeeded: count), kind: kind))
    lineCount += 1
  }
}
