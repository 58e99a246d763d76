internal import CEventABI

/// The bytes of a record that is being made.
struct RecordBytes {
  private(set) var bytes: [UInt8]

  /// Begins with the fixed part.
  init<Record: BitwiseCopyable>(_ record: Record) {
    // Safety: the structs of records have no holes, so all of their bytes are initialised.
    bytes = unsafe withUnsafeBytes(of: record) { unsafe Array($0) }
    updateSize()
  }

  /// Begins with a copy of a whole record.
  init(validating record: RawSpan) throws(DecodingError) {
    let size = try RecordLayout.validate(record)
    bytes = unsafe record.withUnsafeBytes { unsafe Array($0.prefix(size)) }
  }

  var header: ev_header {
    // Safety: a record begins with a header, of which any bytes are valid.
    unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: ev_header.self) }
  }

  /// Appends a string and enters where it is; what is longer than the limit, or than the place that
  /// 16-bit offsets can say, is cut.
  ///
  /// - Parameters:
  ///   - string: its bytes.
  ///   - limit: the most bytes to keep.
  ///   - offset: the offset of the string's ``ev_str``.
  mutating func append(_ string: [UInt8], limit: Int = .max, at offset: Int) {
    let room = max(Int(UInt16.max) - bytes.count, 0)
    let kept = string.prefix(min(limit, room))
    store(
      ev_str(
        full: UInt32(clamping: string.count), off: UInt16(clamping: bytes.count),
        len: UInt16(kept.count)), at: offset)
    bytes += kept
    updateSize()
  }

  private mutating func updateSize() {
    store(UInt32(bytes.count), at: recordOffset(of: \ev_header.size))
  }

  mutating func store<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    // Safety: the place is in the fixed part, which the bytes begin with.
    unsafe bytes.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }
  }
}
