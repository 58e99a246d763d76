import Events
import Glibc
import Storage
import SystemPackage

extension SpoolSegment {
  /// What reading gave.
  enum Reading {
    /// The batch has lines; the place is behind them.
    case lines(end: SpoolMark)
    case damage(SpoolLoss)
    case end
  }

  /// Opens one that another process left, and looks what is in it.
  static func open(
    _ number: UInt64, in folder: Folder, memory: Scratch
  ) throws(Errno) -> SpoolSegment {
    let segment = SpoolSegment(number, in: folder, memory: memory)
    let file = try segment.opened()
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
    segment.size = UInt64(max(0, status.st_size))
    try segment.readHead(of: file)
    try segment.count()
    segment.rest()
    return segment
  }

  /// Takes the marks from the file.
  private func readHead(of file: OpenFile) throws(Errno) {
    let head = memory.room(for: SpoolSegmentHead.byteCount)
    // What the file does not have is zeros, which are no mark.
    head.initializeMemory(as: UInt8.self, repeating: 0)
    _ = try file.read(into: head, at: 0)
    let bytes = UnsafeRawBufferPointer(head)
    hasOtherVersion = SpoolSegmentHead.hasOtherVersion(bytes)
    let places = SpoolMark.first.offset...UInt64(Int32.max)
    if let mark = SpoolMark(bytes.part(SpoolSegmentHead.writingPlace)),
      places.contains(mark.offset)
    {
      writing = mark
      try takeUnmarked(file)
    } else {
      isEndKnown = false
      // A head that is cut off had frames behind it: there is something to tell of.
      writing.offset = min(max(size, SpoolMark.first.offset + 1), places.upperBound)
    }
    if let mark = SpoolMark(bytes.part(SpoolSegmentHead.readingPlace)),
      places.contains(mark.offset), mark.offset <= writing.offset
    {
      reading = mark
    }
  }

  /// Takes frames that are whole although the mark does not say so.
  private func takeUnmarked(_ file: OpenFile) throws(Errno) {
    while writing.offset < size, let frame = try frame(at: writing.offset),
      writing.offset + frame.size <= size, frame.linesBefore == writing.lines
    {
      let bytes = try body(of: frame, at: writing.offset)
      guard let bytes, frame.isSound(bytes) else { return }
      writing = writing.after(frame)
    }
  }

  /// Counts the batches.
  private func count() throws(Errno) {
    var place = reading
    while true {
      switch try look(from: place) {
      case .frame(let frame):
        batches += 1
        place = place.after(frame)
      case .damage(_, let end): place = end
      case .end: return
      }
    }
  }

  /// Reads what comes next, and passes over what cannot be read.
  ///
  /// - Parameter batch: an empty one.
  /// - Returns: what there was; the place to read from is behind damage, but before lines.
  /// - Throws: what the system says, but for what cannot be read from the disk: that is damage.
  func read(into batch: OutputBuffer) throws(Errno) -> Reading {
    do throws(Errno) {
      switch try look(from: reading) {
      case .frame(let frame): return try read(frame, into: batch)
      case .damage(let loss, let end): return passOver(loss, until: end)
      case .end: return .end
      }
    } catch {
      guard error == .ioError else { throw error }
      return passOver(loss(fromHereOn: reading, reason: "unreadable"), until: writing)
    }
  }

  private func read(_ frame: SpoolFrame, into batch: OutputBuffer) throws(Errno) -> Reading {
    let first = reading.lines - frame.linesBefore
    let end = reading.after(frame)
    guard let bytes = try body(of: frame, at: reading.offset) else {
      return passOver(loss(of: frame, from: reading, reason: "truncated"), until: end)
    }
    guard frame.isSound(bytes),
      let taken = frame.lines(of: bytes, from: Int(first), appendedTo: batch)
    else {
      batch.removeAll()
      return passOver(loss(of: frame, from: reading, reason: "checksum"), until: end)
    }
    if first + UInt64(taken) == frame.lines { return .lines(end: end) }
    // The rest of it is for another batch.
    var rest = reading
    rest.lines += UInt64(max(taken, 1))
    if taken > 0 { return .lines(end: rest) }
    var loss = loss(of: frame, from: reading, reason: "too long")
    loss.lines = 1
    loss.bytes = 0
    return passOver(loss, until: rest.lines == frame.linesThrough ? end : rest)
  }

  private func passOver(_ loss: SpoolLoss, until end: SpoolMark) -> Reading {
    reading = end
    return .damage(loss)
  }

  /// The whole frame, in memory that is used again; nil: the file is too short.
  private func body(
    of frame: SpoolFrame, at offset: UInt64
  ) throws(Errno) -> UnsafeRawBufferPointer? {
    let bytes = memory.room(for: Int(frame.size))
    guard try opened().read(into: bytes, at: offset) == bytes.count else { return nil }
    return UnsafeRawBufferPointer(bytes)
  }
}
