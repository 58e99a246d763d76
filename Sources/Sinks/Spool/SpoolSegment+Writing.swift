import Events
import Glibc
import Storage
import SystemPackage

extension SpoolSegment {
  /// Makes one of a batch: it gets its name when the batch is in it.
  ///
  /// - Parameters:
  ///   - number: its place among the others.
  ///   - batch: with one line at least.
  ///   - sequence: the highest number of a line that was spooled before; 0: nobody knows.
  ///   - folder: where it is made.
  ///   - memory: for what is put together.
  /// - Returns: the segment.
  /// - Throws: what the system says; nothing is left then.
  static func make(
    _ number: UInt64, of batch: OutputBuffer, after sequence: UInt64, in folder: Folder,
    memory: Scratch
  ) throws(Errno) -> SpoolSegment {
    let headSize = SpoolSegmentHead.byteCount
    let bytes = memory.room(for: headSize + SpoolFrame.sizeBeforeText(of: batch))
    let frame = SpoolFrame.put(batch, linesBefore: 0, into: bytes.part(headSize..<bytes.count))
    var reading = SpoolMark.first
    if sequence < frame.sequences.lowerBound { reading.sequence = sequence }
    let writing = reading.after(frame)
    SpoolSegmentHead.put(number: number, reading: reading, writing: writing, into: bytes)

    let partial = name(of: number) + partialSuffix
    let file = try folder.open(partial, O_RDWR | O_CREAT | O_TRUNC)
    do throws(Errno) {
      try file.write(bytes, linesOf: batch, at: 0)
      try folder.rename(partial, to: name(of: number))
    } catch {
      // What cannot be removed now is removed at the next start.
      try? folder.remove(partial)
      throw error
    }
    let segment = SpoolSegment(number, in: folder, memory: memory, file: file)
    segment.reading = reading
    segment.writing = writing
    segment.size = writing.offset
    segment.batches = 1
    segment.isAppendable = true
    return segment
  }

  /// Appends a batch with one line at least.
  ///
  /// - Throws: what the system says; nothing of the batch is in the file then.
  func append(_ batch: OutputBuffer) throws(Errno) {
    let bytes = memory.room(for: SpoolFrame.sizeBeforeText(of: batch))
    let frame = SpoolFrame.put(batch, linesBefore: writing.lines, into: bytes)
    let file = try opened()
    let before = writing
    do throws(Errno) {
      try file.write(bytes, linesOf: batch, at: writing.offset)
      writing = writing.after(frame)
      try put(writing, in: SpoolSegmentHead.writingPlace)
    } catch {
      writing = before
      takeBack()
      throw error
    }
    size = writing.offset
    batches += 1
    isSynced = false
  }

  /// Cuts off what a failure left behind the last frame.
  private func takeBack() {
    do throws(Errno) {
      try put(writing, in: SpoolSegmentHead.writingPlace)
      try opened().truncate(to: writing.offset)
    } catch {
      // The mark has never said that it was there, or says so of something that is damaged: whoever
      // reads it finds out. What comes now goes to another file.
      isAppendable = false
    }
  }

  /// Has the reading go on at a place.
  ///
  /// - Throws: what the system says; only after a restart it goes on where it was before then.
  func advance(to mark: SpoolMark) throws(Errno) {
    if mark.offset != reading.offset { batches = max(0, batches - 1) }
    reading = mark
    // One that is exhausted is removed.
    if !isExhausted { try put(mark, in: SpoolSegmentHead.readingPlace) }
  }

  /// Throws away all that is behind a place where a frame begins.
  func cut(behind mark: SpoolMark) throws(Errno) {
    try put(mark, in: SpoolSegmentHead.writingPlace)
    writing = mark
    isEndKnown = true
    batches = min(batches, 1)
    size = min(size, mark.offset)
    isSynced = false
    do throws(Errno) {
      try opened().truncate(to: mark.offset)
    } catch {
      isAppendable = false
      throw error
    }
  }

  private func put(_ mark: SpoolMark, in place: Range<Int>) throws(Errno) {
    var failure: Errno?
    withUnsafeTemporaryAllocation(byteCount: SpoolMark.byteCount, alignment: 8) { bytes in
      mark.put(into: bytes)
      do throws(Errno) {
        try opened().write(UnsafeRawBufferPointer(bytes), at: UInt64(place.lowerBound))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension OpenFile {
  /// Writes what comes before the lines of a batch, and these.
  fileprivate func write(
    _ bytes: UnsafeMutableRawBufferPointer, linesOf batch: OutputBuffer, at offset: UInt64
  ) throws(Errno) {
    try batch.withBytes { lines throws(Errno) in
      var failure: Errno?
      lines.withUnsafeBytes { lines in
        do throws(Errno) {
          try write(UnsafeRawBufferPointer(bytes), lines, at: offset)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
  }
}
