import Events
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Sinks

/// Spools whose files are not what they were.
@Suite struct SpoolDamageTests {
  private let folder: ScratchFolder
  private static let batches: [ClosedRange<UInt64>] = [1...3, 4...5, 6...9]

  init() throws {
    folder = try ScratchFolder()
  }

  private var directory: String { "\(folder.path)/spool" }

  /// A segment with a few small batches, as the disk has it.
  private func makeSegment(delivered: Int = 0) throws -> (name: String, bytes: [UInt8]) {
    do {
      let spool = try Spool(directory: directory, limit: 1 << 20)
      for batch in Self.batches { try spool.append(.batch(batch, length: 12)) }
      let batch = OutputBuffer(capacity: 4096)
      for _ in 0..<delivered {
        #expect(try spool.readOldest(into: batch))
        try spool.removeOldest()
      }
    }
    let name = try #require(try folder.names(in: "spool").first { $0.hasSuffix(".spool") })
    return (name, try folder.contents("spool/\(name)"))
  }

  /// What comes out of a file with these bytes, and what is said to be lost.
  private func read(_ bytes: [UInt8], as name: String) throws -> ([SpooledLine], [SpoolLoss]) {
    try folder.make("spool/\(name)", bytes)
    let spool = try Spool(directory: directory, limit: 1 << 20)
    let lines = try spool.drain(capacity: 4096)
    #expect(spool.batches == 0)
    #expect(spool.bytes == 0)
    return (lines, spool.takeDamage())
  }

  /// Every line came out as it was, in order, or is counted.
  private func expectAllAccounted(
    _ lines: [SpooledLine], _ losses: [SpoolLoss], _ comment: Comment
  ) {
    let sequences = lines.sequences
    #expect(lines == sequences.map { SpooledLine($0, length: 12) }, comment)
    #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $0 < $1 }, comment)
    let missing = Set(1...9).subtracting(sequences)
    let lost = losses.map(\.lines)
    if !lost.contains(-1) { #expect(lost.reduce(0, +) == missing.count, comment) }
    for loss in losses {
      guard let range = loss.sequences else { continue }
      #expect(missing.count { range.contains($0) } >= loss.lines, comment)
    }
  }

  @Test("Cut at every place: what is whole comes out, the rest is counted")
  func truncation() throws {
    let (name, bytes) = try makeSegment()
    for length in 0..<bytes.count {
      let (lines, losses) = try read(Array(bytes[..<length]), as: name)
      expectAllAccounted(lines, losses, "cut at \(length)")
      #expect(!losses.isEmpty, "cut at \(length)")
      #expect(losses.allSatisfy { $0.reason == "truncated" }, "cut at \(length)")
      // With the mark, behind which there are four more bytes, the number is known.
      let isKnown = length >= SpoolSegmentHead.byteCount - 4
      #expect(losses.contains { $0.lines == -1 } == !isKnown, "cut at \(length)")
    }
    let (lines, losses) = try read(bytes, as: name)
    #expect(lines.count == 9 && losses == [])
  }

  @Test("Every bit flipped: all but that batch comes out, and it is counted", arguments: [0, 1])
  func flips(delivered: Int) throws {
    let (name, bytes) = try makeSegment(delivered: delivered)
    for place in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << UInt8(bit)
        var (lines, losses) = try read(flipped, as: name)
        let comment: Comment = "bit \(bit) of byte \(place)"
        #expect(losses.allSatisfy { $0.lines > 0 }, comment)
        #expect(losses.count <= 1, comment)
        if delivered > 0, lines.first?.sequence != 1 {
          lines = Self.batches[0].map { SpooledLine($0, length: 12) } + lines
        }
        expectAllAccounted(lines, losses, comment)
        // Heads of segments can be lost without a loss.
        if place < SpoolSegmentHead.byteCount { #expect(losses == [], comment) }
      }
    }
  }

  @Test("A half frame behind the mark was never taken; a whole one may have been")
  func unmarked() throws {
    let (name, original) = try makeSegment()
    var bytes = original
    // The mark says that there are two.
    let end = SpoolMark(
      offset: UInt64(
        SpoolSegmentHead.byteCount)
        + Self.batches[..<2].reduce(0) { $0 + SpoolFrame.size(of: .batch($1, length: 12)) },
      lines: 5, sequence: 5)
    bytes.withUnsafeMutableBytes { end.put(into: $0.part(SpoolSegmentHead.writingPlace)) }
    for length in Int(end.offset)..<bytes.count {
      let (lines, losses) = try read(Array(bytes[..<length]), as: name)
      #expect(lines.sequences == Array(1...5))
      #expect(losses == [])
    }
    #expect(try read(bytes, as: name).0.sequences == Array(1...9))
  }

  @Test("A length from the disk takes no memory, and nothing else is believed either")
  func hostile() throws {
    let (name, bytes) = try makeSegment()
    let first = SpoolSegmentHead.byteCount
    let forgeries: [(place: Int, value: UInt32)] = [
      (4, .max), (4, 1), (4, 0), (32, .max), (32, 0), (8, 7), (12, .max),
    ]
    for (place, value) in forgeries {
      var forged = bytes
      forged.withUnsafeMutableBytes { bytes in
        bytes.put(value, at: first + place)
        let head = UnsafeRawBufferPointer(bytes).part(first..<first + 44)
        bytes.put(head.checksum(), at: first + 44)
      }
      let (lines, losses) = try read(forged, as: name)
      #expect(lines.sequences == Array(4...9))
      #expect(losses.map(\.lines) == [3])
    }
  }

  @Test("Random bytes are no spool, and no end of it")
  func random() throws {
    var generator = Generator(seed: 6)
    let (name, bytes) = try makeSegment()
    for _ in 0..<300 {
      var damaged = bytes
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, start + Int.random(in: 1...80, using: &generator))
      for place in start..<end {
        let isMagic = Bool.random(using: &generator)
        damaged[place] = isMagic ? 0xff : .random(in: 0...255, using: &generator)
      }
      let (lines, losses) = try read(damaged, as: name)
      expectAllAccounted(lines, losses, "bytes from \(start) to \(end)")
    }
  }

  @Test("Of damage that nobody asks for the amount is kept")
  func manyLosses() throws {
    let spool = try Spool(directory: directory, limit: 8 << 20)
    for number in UInt64(1)...600 { try spool.append(.batch(number...number, length: 12)) }
    let name = try #require(try folder.names(in: "spool").first { $0.hasSuffix(".spool") })
    let size = Int(SpoolFrame.size(of: .batch(1...1, length: 12)))
    var bytes = try folder.contents("spool/\(name)")
    for number in 0..<600 where number % 2 == 0 {
      bytes[SpoolSegmentHead.byteCount + number * size + size - 2] ^= 1
    }
    let file = try FileDescriptor.open("\(folder.path)/spool/\(name)", .readWrite)
    try file.closeAfter { _ = try file.writeAll(toAbsoluteOffset: 0, bytes) }
    #expect(try spool.drain().count == 300)
    let losses = spool.takeDamage()
    #expect(losses.count == 256)
    #expect(losses.reduce(0) { $0 + $1.lines } == 300)
    #expect(spool.takeDamage() == [])
  }

  @Test("kill -9 in the middle of reading repeats a batch at most", arguments: [500, 4000, 12_000])
  func killReader(after microseconds: UInt32) async throws {
    let path = folder.path
    do {
      let spool = try Spool(directory: directory, limit: 1 << 30, segmentLimit: 20_000)
      for number in UInt64(0)..<2000 { try spool.append(.batch(number * 5 + 1...number * 5 + 5)) }
    }
    try folder.make("removed", [UInt8](repeating: 0, count: 8))
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, microseconds = microseconds as UInt32] in
      let spool = try Spool(directory: "\(path)/spool", limit: 1 << 30)
      let removed = try FileDescriptor.open("\(path)/removed", .readWrite)
      let batch = OutputBuffer(capacity: 4096)
      Foundation.Thread.detachNewThread {
        usleep(microseconds)
        Glibc.kill(getpid(), SIGKILL)
      }
      while try spool.readOldest(into: batch) {
        try spool.removeOldest()
        let last = batch.line(at: batch.lineCount - 1).sequence
        try withUnsafeBytes(of: last) { _ = try removed.writeAll(toAbsoluteOffset: 0, $0) }
      }
      // All was read before its time: the signal is yet to come.
      sleep(60)
    }
    let removed = try folder.contents("removed").withUnsafeBytes { $0.load(as: UInt64.self) }
    let spool = try Spool(directory: directory, limit: 1 << 30)
    let sequences = try spool.drain().sequences
    #expect(spool.takeDamage() == [])
    // The one that was removed when the signal came may not be in the other file yet.
    let first = sequences.first ?? 10_001
    #expect(first == removed + 1 || first == removed + 6)
    #expect(sequences == Array(first..<10_001))
  }

  @Test("kill -9 loses nothing that was taken", arguments: [500, 7000, 30_000, 60_000])
  func kill(after microseconds: UInt32) async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, microseconds = microseconds as UInt32] in
      let spool = try Spool(directory: "\(path)/spool", limit: 1 << 30, segmentLimit: 100_000)
      let taken = try FileDescriptor.open(
        "\(path)/taken", .readWrite, options: .create, permissions: .ownerReadWrite)
      let batches = (UInt64(0)..<50).map { OutputBuffer.batch($0 * 200 + 1...$0 * 200 + 200) }
      var count: UInt64 = 0
      while true {
        for batch in batches {
          try spool.append(batch)
          count += 200
          try withUnsafeBytes(of: count) { _ = try taken.writeAll(toAbsoluteOffset: 0, $0) }
          guard count == 200 else { continue }
          Foundation.Thread.detachNewThread {
            usleep(microseconds)
            Glibc.kill(getpid(), SIGKILL)
          }
        }
      }
    }
    let bytes = try folder.contents("taken")
    let taken = bytes.withUnsafeBytes { $0.load(as: UInt64.self) }
    #expect(taken > 0)
    let spool = try Spool(directory: directory, limit: 1 << 30)
    let sequences = try spool.drain().sequences
    #expect(sequences.count == Int(taken) || sequences.count == Int(taken) + 200)
    for (place, sequence) in sequences.enumerated() where sequence != UInt64(place % 10_000) + 1 {
      Issue.record("line \(place) has number \(sequence)")
    }
    #expect(spool.takeDamage() == [])
  }
}
