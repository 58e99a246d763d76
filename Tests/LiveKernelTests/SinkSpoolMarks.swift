import Events
import Foundation
import Testing

/// What the files of a spool say that is in them, read as docs/sinks.md has it.
struct SinkSpoolMarks {
  /// Lines that were written and not delivered.
  let lines: Int
  /// The highest number of a line that was written.
  let last: Int
  /// Bytes of all files.
  let bytes: Int

  /// Looks into the spool of a sink's lane.
  init(_ folder: String, sink: String, _ lane: SinkLane) throws {
    let path = "\(folder)/\(sink)/\(lane)"
    var (lines, last, bytes) = (0, 0, 0)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      // One that was delivered meanwhile is gone.
      guard name.hasSuffix(".spool"), let file = FileHandle(forReadingAtPath: "\(path)/\(name)")
      else { continue }
      let head = try file.read(upToCount: 88) ?? Data()
      guard head.count == 88 else { continue }
      lines += Self.number(head, at: 64) - Self.number(head, at: 32)
      last = max(last, Self.number(head, at: 72))
      bytes += Int(try file.seekToEnd())
    }
    (self.lines, self.last, self.bytes) = (lines, last, bytes)
  }

  private static func number(_ bytes: Data, at offset: Int) -> Int {
    (0..<8).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
  }
}
