/// A place in a segment, and what is before it; docs/sinks.md has the table.
struct SpoolMark: Equatable {
  /// Bytes on the disk.
  static let byteCount = 32
  private static let checkedBytes = 24

  /// Where a frame begins, or the last one ends.
  var offset: UInt64
  /// Lines before it in the segment: in the frames before, and in this one those that are done with.
  var lines: UInt64
  /// The highest number of a line before it; 0: there is none.
  var sequence: UInt64
}

extension SpoolMark {
  /// One from the disk; nil: it is damaged.
  init?(_ bytes: UnsafeRawBufferPointer) {
    offset = bytes.number(at: 0)
    lines = bytes.number(at: 8)
    sequence = bytes.number(at: 16)
    guard bytes.number(at: Self.checkedBytes) == bytes.part(0..<Self.checkedBytes).checksum()
    else { return nil }
  }

  /// Puts it down.
  func put(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.put(offset, at: 0)
    bytes.put(lines, at: 8)
    bytes.put(sequence, at: 16)
    bytes.put(
      UnsafeRawBufferPointer(bytes).part(0..<Self.checkedBytes).checksum(), at: Self.checkedBytes)
    bytes.put(UInt32(0), at: 28)
  }
}

extension SpoolMark {
  /// Where the first frame of a segment is.
  static let first = SpoolMark(
    offset: UInt64(SpoolSegmentHead.byteCount), lines: 0, sequence: 0)

  /// The place behind a frame that begins at this one.
  func after(_ frame: SpoolFrame) -> SpoolMark {
    SpoolMark(
      offset: offset + frame.size, lines: frame.linesThrough,
      sequence: max(sequence, frame.sequences.upperBound))
  }
}
