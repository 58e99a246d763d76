import Events
import Filters
import TestSupport
import Testing

@testable import History

/// A history is read on while it grows, over the ends of segments and restarts.
@Suite struct FollowerTests {
  private let folder: ScratchFolder
  private let count = Lines.fixtures.count
  private var path: String { "\(folder.path)/history" }

  init() throws {
    folder = try ScratchFolder()
  }

  private func writer(_ limits: HistoryLimits = HistoryLimits()) throws -> HistoryWriter {
    try HistoryWriter(path, limits: limits) { _ in }
  }

  private func poll(_ follower: HistoryFollower) throws -> [UInt64] {
    var found: [UInt64] = []
    let problems = try follower.poll { found.append($0.sequence) }
    #expect(problems.isEmpty)
    return found
  }

  private func numbers(from first: Int, rounds: Int = 1) -> [UInt64] {
    (UInt64(first)..<UInt64(first + rounds * count)).map(\.self)
  }

  @Test("Each event comes once, in order, while a segment grows and when others are begun")
  func grows() throws {
    let writer = try writer()
    let follower = HistoryFollower(try History(path), from: .min, condition: nil)
    #expect(try poll(follower) == [])
    try writer.append(Lines.batch(ofFixturesFrom: 1))
    #expect(try poll(follower) == numbers(from: 1))
    #expect(try poll(follower) == [])
    try writer.append(Lines.batch(ofFixturesFrom: 1 + count))
    // Two more segments are begun between two looks, and one is added to before.
    #expect(writer.end())
    try writer.append(Lines.batch(ofFixturesFrom: 1 + 2 * count))
    #expect(writer.end())
    try writer.append(Lines.batch(ofFixturesFrom: 1 + 3 * count))
    #expect(try poll(follower) == numbers(from: 1 + count, rounds: 3))
    #expect(try poll(follower) == [])
  }

  @Test("A run that begins to count anew is read as well")
  func restart() throws {
    let follower: HistoryFollower
    do {
      let writer = try writer()
      follower = HistoryFollower(try History(path), from: .min, condition: nil)
      try writer.append(Lines.batch(ofFixturesFrom: 1000))
      #expect(try poll(follower) == numbers(from: 1000))
      #expect(writer.end())
    }
    let writer = try writer()
    try writer.append(Lines.batch(ofFixturesFrom: 1))
    #expect(try poll(follower) == numbers(from: 1))
  }

  @Test("From when on is respected, and a condition narrows")
  func from() throws {
    let writer = try writer()
    try writer.append(Lines.batch(ofFixturesFrom: 1))
    let history = try History(path)
    // A nanosecond behind all fixtures.
    let late = HistoryFollower(history, from: 1_795_341_600_123_456_790, condition: nil)
    #expect(try poll(late) == [])
    let filter = try Filter("kind = process.exec")
    let narrow = HistoryFollower(history, from: 1_795_341_600_123_456_789, condition: filter)
    var kinds: Set<EventKind> = []
    _ = try narrow.poll { kinds.insert($0.kind) }
    #expect(kinds == [.processExec])
  }

  @Test("What cannot be read is told once, and the rest comes")
  func damaged() throws {
    let writer = try writer(HistoryLimits(segmentAge: 0))
    for round in 0..<3 { try writer.append(Lines.batch(ofFixturesFrom: 1 + round * count)) }
    #expect(writer.settle() == 0)
    let name = try folder.names(in: "history").filter { $0.hasSuffix(SegmentName.ending) }.sorted()[
      1]
    try folder.make("history/\(name)", [UInt8](repeating: 7, count: 8192))
    let follower = HistoryFollower(try History(path), from: .min, condition: nil)
    var found = 0
    #expect(try follower.poll { _ in found += 1 }.count == 1)
    #expect(try follower.poll { _ in found += 1 }.isEmpty)
    #expect(found == 2 * count)
  }
}
