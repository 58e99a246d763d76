internal import CEventABI

/// What has to be known of a record before it is decoded.
public struct RecordHeader: BitwiseCopyable, Sendable {
  /// Bytes of the record, as it says itself.
  public let size: UInt32
  /// The kind, as the record says itself.
  public let kind: EventKind
  /// The processor on which the record was made.
  public let cpu: UInt32
  /// The number of the record in its lane on its processor, from 0.
  public let sequence: UInt64
  /// When it was made, in nanoseconds of CLOCK_BOOTTIME.
  public let bootNanoseconds: UInt64
  /// The process that acts in it.
  public let processID: UInt32

  /// Bytes of a record's header.
  public static let byteCount = MemoryLayout<ev_header>.size

  /// Reads the header at the beginning of a record.
  ///
  /// - Throws: ``DecodingError`` where the bytes are fewer than a header has.
  public init(decoding bytes: RawSpan) throws(DecodingError) {
    guard bytes.byteCount >= RecordHeader.byteCount else {
      throw DecodingError(.truncated, at: 0)
    }
    // Safety: there are as many bytes as a header has, of which every value is valid.
    self.init(unsafe bytes.unsafeLoadUnaligned(as: ev_header.self))
  }

  /// Reads the header at the beginning of a record.
  ///
  /// - Parameter record: at least ``byteCount`` readable bytes.
  @unsafe
  public init(at record: UnsafeRawPointer) {
    // Safety: the caller vouches for the bytes, of which every value is valid.
    self.init(unsafe record.loadUnaligned(as: ev_header.self))
  }

  private init(_ header: ev_header) {
    size = header.size
    kind = EventKind(rawValue: header.kind)
    cpu = header.cpu
    sequence = header.seq
    bootNanoseconds = header.boot_ns
    processID = header.task.tgid
  }
}
