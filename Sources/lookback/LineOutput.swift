import Glibc
import SystemPackage

/// Lines on standard output, many in one write.
struct LineOutput {
  /// Whoever read has enough.
  struct ReaderIsGone: Error {}

  private var bytes: [UInt8] = []
  private static let size = 1 << 16

  init() {
    // A reader that goes is told by the write's error.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes a line that has no newline.
  mutating func write(_ line: UnsafeRawBufferPointer) throws {
    bytes.append(contentsOf: line)
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.size { try flush() }
  }

  /// Writes what is left.
  mutating func flush() throws {
    do {
      _ = try FileDescriptor.standardOutput.writeAll(bytes)
    } catch Errno.brokenPipe {
      throw ReaderIsGone()
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
