import Events
import Glibc
import Storage
import SystemPackage

extension SpoolSegment {
  /// What was found behind a place.
  enum Found {
    case frame(SpoolFrame)
    /// What cannot be read, and where it is over.
    case damage(SpoolLoss, end: SpoolMark)
    case end
  }

  /// What is at a place.
  func look(from place: SpoolMark) throws(Errno) -> Found {
    guard place.offset < writing.offset else { return .end }
    if let frame = try frame(at: place.offset), frame.linesBefore <= place.lines,
      place.lines < frame.linesThrough
    {
      var end = place.after(frame)
      if end.offset <= min(size, writing.offset) { return .frame(frame) }
      // Only its head is there; where the end is not known it can be of the last one.
      if end.offset <= writing.offset || !isEndKnown {
        end.offset = min(end.offset, writing.offset)
        return .damage(loss(of: frame, from: place, reason: "truncated"), end: end)
      }
    }
    return try search(from: place)
  }

  /// The frame whose head is at an offset, if it is sound.
  func frame(at offset: UInt64) throws(Errno) -> SpoolFrame? {
    let bytes = memory.room(for: SpoolFrame.headSize)
    guard try opened().read(into: bytes, at: offset) == bytes.count else { return nil }
    return SpoolFrame(head: UnsafeRawBufferPointer(bytes))
  }

  /// Bytes that are searched at a time.
  private static let window: UInt64 = 65_536

  /// Looks for the next frame; what is before it is damaged.
  private func search(from place: SpoolMark) throws(Errno) -> Found {
    let file = try opened()
    size = min(size, UInt64(max(0, try file.status().st_size)))
    let limit = min(size, writing.offset)
    var start = place.offset
    while start + UInt64(SpoolFrame.headSize) <= limit {
      let room = memory.room(for: Int(min(Self.window, limit - start)))
      let count = try file.read(into: room, at: start)
      guard count >= SpoolFrame.headSize else { break }
      let bytes = UnsafeRawBufferPointer(room).part(0..<count)
      var next = 0
      while let candidate = bytes.position(of: SpoolFrame.magic[0], from: next),
        candidate + SpoolFrame.headSize <= count
      {
        let offset = start + UInt64(candidate)
        if let frame = SpoolFrame(head: bytes.part(candidate..<candidate + SpoolFrame.headSize)),
          frame.linesBefore >= place.lines, offset + frame.size <= writing.offset,
          !isEndKnown || frame.linesThrough <= writing.lines
        {
          let found = SpoolMark(
            offset: offset, lines: frame.linesBefore, sequence: place.sequence)
          return .damage(loss(from: place, to: found, before: frame), end: found)
        }
        next = candidate + 1
      }
      // A head that the window cuts off begins no earlier than there.
      start += UInt64(max(next, count - SpoolFrame.headSize + 1))
    }
    let reason = size < writing.offset ? "truncated" : "checksum"
    return .damage(loss(fromHereOn: place, reason: reason), end: writing)
  }
}

// MARK: - What is lost

extension SpoolSegment {
  /// What is not delivered of a frame whose head is sound.
  func loss(of frame: SpoolFrame, from place: SpoolMark, reason: String) -> SpoolLoss {
    SpoolLoss(
      lines: Int(frame.linesThrough - place.lines), sequences: frame.sequences,
      bytes: frame.size, reason: reason)
  }

  /// What is between two places, of which the second one is before a frame.
  private func loss(
    from place: SpoolMark, to end: SpoolMark, before frame: SpoolFrame
  ) -> SpoolLoss {
    SpoolLoss(
      lines: Int(end.lines - place.lines),
      sequences: Self.sequences(
        after: place.sequence, through: frame.sequences.lowerBound &- 1),
      bytes: end.offset - place.offset, reason: "checksum")
  }

  /// What is behind a place.
  func loss(fromHereOn place: SpoolMark, reason: String) -> SpoolLoss {
    guard isEndKnown, writing.lines >= place.lines, writing.offset >= place.offset else {
      return SpoolLoss(
        lines: -1, sequences: nil, bytes: size > place.offset ? size - place.offset : 0,
        reason: reason)
    }
    return SpoolLoss(
      lines: Int(clamping: writing.lines - place.lines),
      sequences: Self.sequences(after: place.sequence, through: writing.sequence),
      bytes: writing.offset - place.offset, reason: reason)
  }

  /// Numbers of lines that came after one and are not above another; nil where that is not known.
  private static func sequences(after lower: UInt64, through upper: UInt64) -> ClosedRange<UInt64>?
  {
    lower > 0 && lower < upper ? lower + 1...upper : nil
  }
}
