import SystemPackage

/// Makes a stream of bytes smaller.
protocol Compressor: AnyObject {
  /// Takes bytes, and gives what has become of them and those before.
  ///
  /// - Parameters:
  ///   - bytes: the next ones.
  ///   - isLast: whether these are the last.
  ///   - write: called with what is finished.
  /// - Throws: what `write` throws.
  func add(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool,
    _ write: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno)
}

extension FileCompression {
  /// A new one; nil for none.
  ///
  /// - Throws: `Errno.noMemory`.
  func makeCompressor() throws(Errno) -> (any Compressor)? {
    switch self {
    case .none: nil
    case .gzip: try GzipCompressor()
    case .zstd: try ZstdCompressor()
    }
  }
}
