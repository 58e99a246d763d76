/// A view on the bytes of one record that is known to be sound.
///
/// It borrows the bytes, which may still lie in the ring.
public struct RecordView: ~Escapable {
  /// The record, without what may follow it.
  public let bytes: RawSpan

  /// Checks a record.
  ///
  /// - Parameter bytes: the record and perhaps padding behind it.
  /// - Throws: ``DecodingError`` where it is not whole, not of a known kind, or where a string of it
  ///   lies where no string may.
  @_lifetime(copy bytes)
  public init(validating bytes: RawSpan) throws(DecodingError) {
    let size = try RecordLayout.validate(bytes)
    self.bytes = bytes.extracting(first: size)
  }

  /// The record's header.
  public var header: RecordHeader {
    // Safety: a sound record has a whole header.
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a record has a header") }
      return unsafe RecordHeader(at: start)
    }
  }
}
