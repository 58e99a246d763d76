import Events

/// A batch on the disk, without its lines; docs/sinks.md has the table.
///
/// What is read is believed only as far as it was checked: lengths are within bounds, sums do not
/// overflow.
struct SpoolFrame: Equatable {
  /// Bytes of the head on the disk.
  static let headSize = 48
  /// Bytes for each line in the index behind the head.
  static let indexEntrySize = 16
  /// No frame is larger, whatever its head says.
  static let sizeLimit: UInt64 = 64 << 20
  /// What a head begins with.
  ///
  /// No line has the byte 0xff, so that none can be mistaken for a head. The last one is the version
  /// of the format.
  static let magic: [UInt8] = [0xff, 0x4c, 0x42, 1]

  private static let checkedBytes = 44

  /// Bytes, the head included.
  var size: UInt64
  /// Lines before it in the segment.
  var linesBefore: UInt64
  /// The lowest and the highest number of a line.
  var sequences: ClosedRange<UInt64>
  /// How many lines there are.
  var lines: UInt64
  /// The checksum of what is behind the head.
  var bodyChecksum: UInt32

  /// Lines in the segment up to its end.
  var linesThrough: UInt64 { linesBefore + lines }

  /// Where the lines begin.
  var textOffset: Int { Self.headSize + Int(lines) * Self.indexEntrySize }

  /// Bytes of a frame with these lines.
  static func size(of batch: OutputBuffer) -> UInt64 {
    UInt64(sizeBeforeText(of: batch) + batch.count)
  }

  /// Bytes of the head and the index of a frame with these lines.
  static func sizeBeforeText(of batch: OutputBuffer) -> Int {
    headSize + batch.lineCount * indexEntrySize
  }
}

extension SpoolFrame {
  /// One from the disk; nil: there is none, or it is damaged.
  init?(head bytes: UnsafeRawBufferPointer) {
    guard bytes.prefix(Self.magic.count).elementsEqual(Self.magic),
      bytes.number(at: Self.checkedBytes) == bytes.part(0..<Self.checkedBytes).checksum()
    else { return nil }
    size = UInt64(bytes.number(at: 4, as: UInt32.self))
    linesBefore = bytes.number(at: 8)
    let lowest: UInt64 = bytes.number(at: 16)
    let highest: UInt64 = bytes.number(at: 24)
    lines = UInt64(bytes.number(at: 32, as: UInt32.self))
    bodyChecksum = bytes.number(at: 36)
    guard lowest <= highest, lines > 0, linesBefore < 1 << 62, size <= Self.sizeLimit,
      size > UInt64(Self.headSize) + lines * UInt64(Self.indexEntrySize)
    else { return nil }
    sequences = lowest...highest
  }

  /// Puts the head and the index of a batch down, as they come before its lines.
  ///
  /// - Parameters:
  ///   - batch: with one line at least.
  ///   - linesBefore: lines before it in the segment.
  ///   - bytes: as many as head and index have.
  /// - Returns: what was put down.
  static func put(
    _ batch: OutputBuffer, linesBefore: UInt64, into bytes: UnsafeMutableRawBufferPointer
  ) -> SpoolFrame {
    var lowest = UInt64.max
    var highest: UInt64 = 0
    var place = headSize
    for position in 0..<batch.lineCount {
      let line = batch.line(at: position)
      lowest = min(lowest, line.sequence)
      highest = max(highest, line.sequence)
      bytes.put(line.sequence, at: place)
      bytes.put(line.end, at: place + 8)
      bytes.put(UInt32(line.kind.rawValue), at: place + 12)
      place += indexEntrySize
    }
    let index = UnsafeRawBufferPointer(bytes).part(headSize..<place)
    let checksum = batch.withBytes { lines in
      lines.withUnsafeBytes { $0.checksum(after: index.checksum()) }
    }
    let frame = SpoolFrame(
      size: size(of: batch), linesBefore: linesBefore, sequences: lowest...highest,
      lines: UInt64(batch.lineCount), bodyChecksum: checksum)
    frame.put(into: bytes)
    return frame
  }

  private func put(into bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: Self.magic)
    bytes.put(UInt32(size), at: 4)
    bytes.put(linesBefore, at: 8)
    bytes.put(sequences.lowerBound, at: 16)
    bytes.put(sequences.upperBound, at: 24)
    bytes.put(UInt32(lines), at: 32)
    bytes.put(bodyChecksum, at: 36)
    bytes.put(UInt32(0), at: 40)
    bytes.put(
      UnsafeRawBufferPointer(bytes).part(0..<Self.checkedBytes).checksum(), at: Self.checkedBytes)
  }

  /// Whether the bytes of the whole frame are those that were written.
  func isSound(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.part(Self.headSize..<bytes.count).checksum() == bodyChecksum
  }

  /// Appends lines to a batch, as far as there is room.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame, which is sound.
  ///   - first: the first of them, from 0.
  ///   - batch: where they go.
  /// - Returns: how many were appended; nil if the index is none.
  func lines(
    of bytes: UnsafeRawBufferPointer, from first: Int, appendedTo batch: OutputBuffer
  ) -> Int? {
    let text = bytes.part(textOffset..<bytes.count)
    var place = Self.headSize + first * Self.indexEntrySize
    var start = first == 0 ? 0 : Int(bytes.number(at: place - 8, as: UInt32.self))
    for position in first..<Int(lines) {
      let end = Int(bytes.number(at: place + 8, as: UInt32.self))
      guard start <= end, end <= text.count else { return nil }
      let line = text.part(start..<end)
      let isIn = batch.append(
        line.bytes, kind: EventKind(rawValue: bytes.number(at: place + 12)),
        sequence: bytes.number(at: place))
      if !isIn { return position - first }
      start = end
      place += Self.indexEntrySize
    }
    return Int(lines) - first
  }
}
