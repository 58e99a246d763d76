/// Memory for finished lines, to be handed from the thread that encodes to a sink.
///
/// The capacity is fixed: whoever encodes asks ``hasRoom(forRecordOf:with:)`` before and takes another
/// buffer where there is none.
///
/// A buffer has one owner at a time, who alone may touch it. Handing it to another thread is the
/// pool's or queue's matter, whose synchronisation also orders the memory; this is what
/// `@unchecked Sendable` rests on.
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

  /// Makes an empty buffer.
  ///
  /// - Parameter capacity: bytes; at least ``worstCase(forRecordOf:)`` of the largest record.
  public init(capacity: Int) {
    self.capacity = capacity
    // Safety: freed in deinit; nothing else keeps the pointer.
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
  }

  deinit {
    // Safety: allocated in init.
    unsafe base.deallocate()
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
    capacity - count >= OutputBuffer.worstCase(forRecordOf: size)
  }

  /// Whether a record of so many bytes can be encoded into the buffer, with these values.
  public func hasRoom(forRecordOf size: Int, with values: EnrichedValues) -> Bool {
    capacity - count >= OutputBuffer.worstCase(forRecordOf: size) + values.byteCount
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

  /// Where the next line goes.
  @unsafe
  var end: UnsafeMutableRawPointer { unsafe base + count }

  /// Takes over a line that was written at the end.
  @unsafe
  func appendLine(until end: UnsafeMutableRawPointer) {
    count = unsafe end - base
    lineCount += 1
  }
}
