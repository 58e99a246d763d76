import CEventABI

/// Reading of records that nobody has checked yet.
extension RawSpan {
  /// A struct at the beginning; nil where the record is too short for it.
  @inline(__always)
  func head<Head: BitwiseCopyable>(as type: Head.Type) -> Head? {
    guard byteCount >= MemoryLayout<Head>.size else { return nil }
    // Safety: there are as many bytes, of which every value is valid.
    return unsafe unsafeLoadUnaligned(as: Head.self)
  }

  /// Calls the closure with a string of the record; with nothing where it lies outside.
  func withText<Result>(_ text: ev_str, _ body: (Span<UInt8>) -> Result) -> Result {
    let end = Int(text.off) + Int(text.len)
    let bytes = end <= byteCount ? extracting(Int(text.off)..<end) : extracting(0..<0)
    return unsafe bytes.withUnsafeBytes { buffer in
      // Safety: the bytes are the record's, which outlives the call.
      body(unsafe buffer.bindMemory(to: UInt8.self).span)
    }
  }
}
