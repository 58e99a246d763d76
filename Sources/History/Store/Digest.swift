import CDigest
import Storage
import SystemPackage

/// SHA-256 (FIPS 180-4), by libnettle.
struct Digest: Sendable, Equatable {
  let bytes: [UInt8]

  /// 64 lower-case hexadecimal digits.
  var text: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }

  /// Of bytes.
  init(of bytes: [UInt8]) {
    var state = State()
    bytes.withUnsafeBytes { state.add($0) }
    self.bytes = state.end()
  }

  /// Of a whole file.
  init(of file: OpenFile) throws(Errno) {
    var state = State()
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    var offset: UInt64 = 0
    while true {
      let count = try file.read(into: piece, at: offset)
      guard count > 0 else { break }
      state.add(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      offset += UInt64(count)
    }
    bytes = state.end()
  }

  private struct State {
    private var context = sha256_ctx()

    init() {
      nettle_sha256_init(&context)
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
      nettle_sha256_update(
        &context, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }

    mutating func end() -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { buffer, count in
        nettle_sha256_digest(&context, Int(SHA256_DIGEST_SIZE), buffer.baseAddress)
        count = Int(SHA256_DIGEST_SIZE)
      }
    }
  }
}
