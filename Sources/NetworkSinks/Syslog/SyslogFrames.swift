import Events
import NIOCore

/// The messages of a batch, each behind its length in bytes and a space.
struct SyslogFrames {
  private let header: SyslogHeader
  private var head = ByteBuffer()
  /// What was made last.
  private(set) var bytes = ByteBuffer()

  init(_ header: SyslogHeader) {
    self.header = header
  }

  /// More digits than any length has, and the space.
  private static let longestLength = 20

  /// Makes those of a batch, in place of what was made last.
  mutating func make(of batch: OutputBuffer) {
    bytes.clear()
    batch.withBytes { lines in
      lines.withUnsafeBytes { lines in
        for position in 0..<batch.lineCount {
          append(lines.line(at: position, of: batch), kind: batch.line(at: position).kind)
        }
      }
    }
  }

  private mutating func append(_ line: UnsafeRawBufferPointer, kind: EventKind) {
    head.clear()
    header.write(for: line, kind: kind, to: &head)
    let length = head.readableBytes + line.count
    bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.longestLength + length) { memory in
      var frame = Cursor(memory)
      frame.write(length)
      frame.write(UInt8(ascii: " "))
      head.withUnsafeReadableBytes { frame.write($0) }
      frame.write(line)
      return frame.count
    }
  }
}

extension UnsafeRawBufferPointer {
  /// A line of a batch, of which these are the bytes, without its newline.
  func line(at position: Int, of batch: OutputBuffer) -> UnsafeRawBufferPointer {
    let range = batch.range(ofLine: position)
    return UnsafeRawBufferPointer(rebasing: self[range.lowerBound..<range.upperBound - 1])
  }
}
