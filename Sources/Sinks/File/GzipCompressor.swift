import CCompression
import SystemPackage

/// RFC 1952, by zlib.
final class GzipCompressor: Compressor {
  // Allocated, so that it never moves: zlib's state points back to it.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)

  /// The window of 32 KiB, with gzip's head and checksum.
  private static let windowBits: CInt = 15 + 16
  private static let memoryLevel: CInt = 8

  init() throws(Errno) {
    stream.initialize(to: z_stream())
    let result = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, Self.windowBits, Self.memoryLevel,
      Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw .noMemory }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  func add(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool,
    _ write: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    // Safety: deflate does not change what it reads.
    let input = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    stream.pointee.next_in = input?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_in = UInt32(bytes.count)
    repeat {
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_out = UInt32(output.count)
      // It cannot fail: there is always room, and nothing is added behind the last bytes.
      deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      let count = output.count - Int(stream.pointee.avail_out)
      try write(UnsafeRawBufferPointer(rebasing: output[..<count]))
    } while stream.pointee.avail_out == 0
  }
}
