import CCompression
import SystemPackage

/// RFC 8878, by libzstd.
final class ZstdCompressor: Compressor {
  private let context: OpaquePointer
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)

  init() throws(Errno) {
    guard let context = ZSTD_createCCtx() else { throw .noMemory }
    self.context = context
    // The level is the library's usual one. So that whoever unpacks it finds damage:
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    ZSTD_freeCCtx(context)
    output.deallocate()
  }

  func add(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool,
    _ write: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    var isDone = false
    while !isDone {
      var room = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let left = ZSTD_compressStream2(
        context, &room, &input, isLast ? ZSTD_e_end : ZSTD_e_continue)
      guard ZSTD_isError(left) == 0 else { throw .noMemory }
      try write(UnsafeRawBufferPointer(rebasing: output[..<room.pos]))
      isDone = isLast ? left == 0 : input.pos == input.size
    }
  }
}
