import ArgumentParser
import Capture

/// The size of a ring on the command line: bytes, or with K or M for 1024 or 1024 times 1024.
struct RingSize {
  var bytes: Int

  @Sendable init(parsing argument: String) throws {
    guard let size = MemorySize(argument), RingSizes.isValid(size.bytes) else {
      throw ValidationError("the size is a power of two from 4K to 1024M, such as 65536 or 4M")
    }
    bytes = size.bytes
  }
}
