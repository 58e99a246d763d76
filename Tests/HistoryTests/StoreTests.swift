import Events
import Foundation
import TestSupport
import Testing

@testable import History

/// A directory of segments: rotation, retention, damage, restarts, and what proves that nothing was changed.
@Suite struct StoreTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/history" }

  init() throws {
    folder = try ScratchFolder()
  }

  private func writer(_ limits: HistoryLimits = HistoryLimits()) throws -> HistoryWriter {
    try HistoryWriter(path, limits: limits) { _ in }
  }

  private func sequences() throws -> [UInt64] {
    var found: [UInt64] = []
    let problems = try History(path).forEach(EventSelection()) { line in
      found.append(line.sequence)
      return true
    }
    #expect(problems.isEmpty)
    return found
  }

  private func names(_ ending: String = SegmentName.ending) throws -> [String] {
    try folder.names(in: "history").filter { $0.hasSuffix(ending) }
  }

  @Test("Segments follow each other, and the history is all of them")
  func rotation() throws {
    let writer = try writer(HistoryLimits(segmentAge: 0))
    let count = Lines.fixtures.count
    for round in 0..<5 { try writer.append(Lines.batch(ofFixturesFrom: 1 + round * count)) }
    #expect(writer.settle() == 0)
    #expect(try names().count == 5)
    #expect(try sequences() == (1...UInt64(5 * count)).map(\.self))
    let span = try #require(try History(path).span())
    // When all fixtures are.
    #expect(span == 1_795_341_600_123_456_789...1_795_341_600_123_456_789)
    let verification = try Verification(path)
    #expect(verification.findings.isEmpty)
    #expect(verification.sound.map(\.events) == Array(repeating: count, count: 5))
    #expect(verification.open.isEmpty)
    for name in try folder.names(in: "history") {
      let status = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
      #expect(status[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let status = try FileManager.default.attributesOfItem(atPath: path)
    #expect(status[.posixPermissions] as? Int == 0o700)
  }

  @Test("The oldest segments make room")
  func retention() throws {
    let count = Lines.fixtures.count
    let limits = HistoryLimits(bytes: 4 << 20, segmentBytes: 512 << 10, segmentAge: .max)
    let writer = try writer(limits)
    var first = 1
    while try Verification(path).removed < 3 {
      for _ in 0..<20 {
        try writer.append(Lines.batch(ofFixturesFrom: first))
        first += count
      }
      #expect(writer.settle() == 0)
      try #require(first < 1_000_000)
      let bytes = try names().reduce(0) { sum, name in
        sum + (try folder.contents("history/\(name)")).count
      }
      #expect(bytes <= 4 << 20)
    }
    let found = try sequences()
    #expect(found.last == UInt64(first - 1))
    #expect(try #require(found.first) > 1)
    #expect(found == (found[0]...UInt64(first - 1)).map(\.self))
    #expect(try Verification(path).findings.isEmpty)
  }

  @Test("What is too old goes")
  func age() throws {
    let writer = try writer(HistoryLimits(age: 0, segmentAge: 0))
    try writer.append(Lines.batch(ofFixturesFrom: 1))
    #expect(writer.settle() == 0)
    #expect(try names().isEmpty)
    #expect(try Verification(path).removed == 1)
  }

  @Test("A second writer is refused; one that was killed leaves what it had written")
  func restart() throws {
    let count = Lines.fixtures.count
    do {
      let first = try writer()
      try first.append(Lines.batch(ofFixturesFrom: 1))
      let error = #expect(throws: HistoryError.self) { try writer() }
      #expect(error?.code == .busy)
      #expect(try Verification(path).open.count == 1)
      // Nobody calls end(): what is there is what a killed sensor leaves.
    }
    let said = Messages()
    let second = try HistoryWriter(path, limits: HistoryLimits(), report: said.add)
    #expect(second.settle() == 0)
    #expect(said.all.count == 1)
    #expect(said.all.first?.contains("left open: \(count) events") == true)
    try second.append(Lines.batch(ofFixturesFrom: 1))
    second.end()
    #expect(try sequences().count == 2 * count)
    #expect(try Verification(path).sound.map(\.events) == [count, count])
    #expect(try names("-wal").isEmpty)
  }

  @Test("A damaged segment is put aside and told, the others answer")
  func damaged() throws {
    let count = Lines.fixtures.count
    let first = try writer(HistoryLimits(segmentAge: 0))
    for round in 0..<3 { try first.append(Lines.batch(ofFixturesFrom: 1 + round * count)) }
    #expect(first.settle() == 0)
    let name = try names()[1]
    var bytes = try folder.contents("history/\(name)")
    for index in bytes.indices.dropFirst(100) { bytes[index] = 0xa5 }
    try folder.make("history/\(name)", bytes)

    var found = 0
    let problems = try History(path).forEach(EventSelection()) { _ in
      found += 1
      return true
    }
    #expect(found == 2 * count)
    #expect(problems.count == 1)
    #expect(problems[0].description.contains(name))
    #expect(problems[0].span != nil)
    let verification = try Verification(path)
    #expect(verification.findings == [.changed(file: name)])
    #expect(verification.sound.count == 2)
  }

  @Test("An open segment that cannot be read any more is put aside at the next start")
  func damagedWhileOpen() throws {
    do {
      let first = try writer()
      try first.append(Lines.batch(ofFixturesFrom: 1))
    }
    let name = try names()[0]
    try folder.make("history/\(name)", [UInt8](repeating: 7, count: 8192))
    let said = Messages()
    let second = try HistoryWriter(path, limits: HistoryLimits(), report: said.add)
    #expect(second.settle() == 0)
    #expect(said.all.count == 1)
    #expect(said.all.last?.contains("put aside") == true)
    #expect(try names(SegmentName.damagedEnding) == [name + SegmentName.damagedEnding])
    try second.append(Lines.batch(ofFixturesFrom: 1))
    #expect(try sequences().count == Lines.fixtures.count)
  }

  @Test("One flipped bit of a segment is found")
  func flipped() throws {
    let writer = try writer(HistoryLimits(segmentAge: 0))
    try writer.append(Lines.batch(ofFixturesFrom: 1))
    #expect(writer.settle() == 0)
    let name = try names()[0]
    var bytes = try folder.contents("history/\(name)")
    bytes[bytes.count - 9] ^= 4
    try folder.make("history/\(name)", bytes)
    #expect(try Verification(path).findings == [.changed(file: name)])
  }

  @Test(
    "Where the chain was broken is told: a note changed, taken out, cut off; a file gone, or strange"
  )
  func chain() throws {
    let writer = try writer(HistoryLimits(segmentAge: 0))
    for round in 0..<4 {
      try writer.append(Lines.batch(ofFixturesFrom: 1 + round * Lines.fixtures.count))
    }
    #expect(writer.settle() == 0)
    let names = try names()
    let chain = try folder.contents("history/chain")
    let lines = String(decoding: chain, as: UTF8.self).split(separator: "\n").map(String.init)
    func findings(_ lines: [String]) throws -> [Verification.Finding] {
      try folder.make("history/chain", Array((lines.map { $0 + "\n" }).joined().utf8))
      return try Verification(path).findings
    }
    #expect(try findings(lines).isEmpty)

    var changed = lines
    var parts = changed[1].split(separator: " ").map(String.init)
    parts[5] = "1"
    changed[1] = parts.joined(separator: " ")
    #expect(try findings(changed) == [.brokenChain(file: names[1])])

    let without = [lines[0], lines[2], lines[3]]
    #expect(
      try findings(without) == [.brokenChain(file: names[2]), .strange(file: names[1])])
    #expect(try findings([lines[0], "?", lines[2], lines[3]]).first == .unreadableNote(line: 2))

    #expect(try findings(lines).isEmpty)
    try FileManager.default.removeItem(atPath: "\(path)/\(names[2])")
    #expect(try Verification(path).findings == [.missing(file: names[2])])
    try FileManager.default.removeItem(atPath: "\(path)/\(names[0])")
    #expect(try Verification(path).removed == 1)
  }

  @Test("A note that a crash cut off is written anew")
  func halfNote() throws {
    let first = try writer(HistoryLimits(segmentAge: 0))
    try first.append(Lines.batch(ofFixturesFrom: 1))
    #expect(first.settle() == 0)
    let chain = try folder.contents("history/chain")
    try folder.make("history/chain", chain + Array("1 2 2026".utf8))
    #expect(try Verification(path).findings.isEmpty)
    try first.append(Lines.batch(ofFixturesFrom: 1))
    #expect(first.settle() == 0)
    #expect(try Verification(path).findings.map(\.description) == [])
  }

  @Test("A reader that takes its time keeps nobody from writing, and the segment is closed later")
  func slowReader() throws {
    let count = Lines.fixtures.count
    let writer = try writer(HistoryLimits(segmentAge: 0))
    let one = try HistoryWriter("\(folder.path)/other", limits: HistoryLimits()) { _ in }
    try one.append(Lines.batch(ofFixturesFrom: 1))
    let name = try #require(
      try folder.names(in: "other").first { $0.hasSuffix(SegmentName.ending) })
    let reader = try SQLiteSegment("\(folder.path)/other/\(name)")
    var lines = 0
    _ = try reader.forEach(EventSelection()) { _ in
      lines += 1
      if lines == 1 {
        try one.append(Lines.batch(ofFixturesFrom: 1 + count))
        #expect(!one.end(patience: 300))
        #expect(try Verification("\(folder.path)/other").open == [name])
        try one.append(Lines.batch(ofFixturesFrom: 1 + 2 * count))
      }
      return true
    }
    #expect(lines == count)
    try one.append(Lines.batch(ofFixturesFrom: 1 + 3 * count))
    one.end()
    let verification = try Verification("\(folder.path)/other")
    #expect(verification.findings.isEmpty)
    #expect(verification.sound.map(\.events) == [2 * count, 2 * count])
    writer.end()
  }

  @Test(
    "A full disk stores whole batches or nothing, and goes on when there is room",
    .enabled(if: SmallDisk.isPossible, "mounting takes root"))
  func fullDisk() throws {
    let disk = try SmallDisk(kibibytes: 3072)
    let writer = try HistoryWriter("\(disk.path)/history", limits: HistoryLimits()) { _ in }
    try writer.append(Lines.batch(ofFixturesFrom: 1))
    var stored = 1
    let count = Lines.fixtures.count
    try disk.fill(leaving: 64 << 10)
    let error = #expect(throws: HistoryError.self) {
      while stored < 1000 {
        try writer.append(Lines.batch(ofFixturesFrom: 1 + stored * count))
        stored += 1
      }
    }
    #expect(error?.code == .full)
    try disk.empty()
    try writer.append(Lines.batch(ofFixturesFrom: 1 + stored * count))
    stored += 1
    writer.end()
    var found: [UInt64] = []
    _ = try History("\(disk.path)/history").forEach(EventSelection()) { line in
      found.append(line.sequence)
      return true
    }
    #expect(found == (1...UInt64(stored * count)).map(\.self))
    #expect(try Verification("\(disk.path)/history").findings.isEmpty)
  }
}
