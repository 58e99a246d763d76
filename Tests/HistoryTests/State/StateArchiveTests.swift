import Events
import Foundation
import TestSupport
import Testing

@testable import History

/// States of the host that segments keep: an answer by them is that of going through all events.
@Suite struct StateArchiveTests {
  private let folder: ScratchFolder
  /// Segments end between so many events.
  private static let block = 50
  private var path: String { "\(folder.path)/history" }

  init() throws {
    folder = try ScratchFolder()
  }

  /// What a busy host does: processes, connections, files; some of it told late.
  private func past(_ count: Int, seed: UInt64) -> Told {
    var generator = Generator(seed: seed)
    var told = Told()
    told.tell(.sensorStart, Told.Process(2))
    var alive = [Told.Process(1, parent: 0, name: "init"), Told.Process(3)]
    for process in alive { told.exec(process, "/bin/first") }
    var next = 10
    var connections: [(Told.Process, Int)] = []
    while told.lines.count < count {
      // Late by a little, but never into another segment.
      told.step =
        told.lines.count % Self.block == 0
        ? 20_000_000 : Int64.random(in: -200_000...1_000_000, using: &generator)
      let index = Int.random(in: alive.indices, using: &generator)
      let process = alive[index]
      switch Int.random(in: 0..<10, using: &generator) {
      case 0, 1, 2:
        told.fork(process, next)
        alive.append(Told.Process(next, parent: process.pid, user: next % 3))
        next += 1
      case 3: told.exec(process, "/bin/program-\(next % 7)", "item \(next)")
      case 4 where index > 1, 5 where index > 1:
        told.exit(process)
        alive.remove(at: index)
      case 6:
        let port = 10_000 + told.lines.count
        connections.append((process, port))
        told.socket(.netConnect, process, local: port, remote: 80)
      case 7 where !connections.isEmpty:
        let (process, port) = connections.removeFirst()
        told.socket(.netClose, process, local: port, remote: 80)
      case 8:
        told.socket(
          .netBind, process, local: next, descriptor: next % 5, transport: "udp")
      default:
        told.tell(
          .fileWrite, process,
          "\"file\":{\"path\":\"/file \(next)\",\"descriptor\":\(next % 3)}")
      }
    }
    return told
  }

  private func segments() throws -> [String] {
    try folder.names(in: "history").filter { $0.hasSuffix(SegmentName.ending) }
      .map { "\(path)/\($0)" }
  }

  /// Stores it in so many segments; the last one is left open.
  private func store(_ told: Told, segments count: Int) throws -> HistoryWriter {
    let writer = try HistoryWriter(path, limits: HistoryLimits()) { Issue.record("\($0)") }
    let size = (told.lines.count / count / Self.block + 1) * Self.block
    for first in stride(from: 0, to: told.lines.count, by: size) {
      if first > 0 { writer.end() }
      // Some batches each, by which times are found.
      let end = min(first + size, told.lines.count)
      for begin in stride(from: first, to: end, by: 100) {
        try writer.append(
          Lines.batch(
            Array(told.lines[begin..<min(begin + 100, end)]), from: UInt64(begin + 1)))
      }
    }
    return writer
  }

  private func expectTruth(_ told: Told, _ generator: inout Generator) throws {
    let history = try History(path)
    var differing = 0
    for _ in 0..<12 {
      let time = told.times.randomElement(using: &generator) ?? 0
      let moment = try #require(try history.moment(time))
      #expect(moment.problems.isEmpty)
      if moment.state != (try told.state(at: time)) { differing += 1 }
    }
    #expect(differing == 0)
  }

  @Test("Closed segments and the one that is written answer as all events do", arguments: 1...3)
  func moments(_ seed: UInt64) throws {
    let told = past(900, seed: seed)
    // It keeps the last segment open while it is asked.
    let writer = try store(told, segments: 4)
    #expect(try segments().count == 4)
    var generator = Generator(seed: seed)
    try expectTruth(told, &generator)
    writer.end()
    try expectTruth(told, &generator)
    #expect(try Verification(path).findings.isEmpty)
  }

  @Test("So they do where states are many, and where none are kept", arguments: 1...2)
  func spacing(_ seed: UInt64) throws {
    let told = past(600, seed: seed)
    do {
      let writer = try store(told, segments: 3)
      writer.end()
    }
    for path in try segments() {
      try Database(path, .write).run("DROP TABLE checkpoint")
    }
    var generator = Generator(seed: seed)
    // As those of programs that kept none.
    try expectTruth(told, &generator)
    let paths = try segments()
    for index in paths.indices {
      let archive = StateArchive(Array(paths[...index]), spacing: 10, bytesAnEvent: .max)
      let database = try Database(paths[index], .write)
      // As a segment is before it is closed: it is read while it is written.
      try database.run("PRAGMA journal_mode = WAL")
      try archive.keepStates(in: database)
      let count = try #require(try database.number("SELECT count(*) FROM checkpoint"))
      #expect(count > 3)
    }
    try expectTruth(told, &generator)
  }

  @Test("The first segment that is left has what was before it")
  func retention() throws {
    let told = past(600, seed: 9)
    let writer = try store(told, segments: 3)
    writer.end()
    let first = try #require(try segments().first?.split(separator: "/").last)
    try FileManager.default.removeItem(atPath: "\(path)/\(first)")
    // Whatever is in the second one.
    let time = told.times[told.lines.count / 2]
    let moment = try #require(try History(path).moment(time))
    #expect(moment.state == (try told.state(at: time)))
    #expect(moment.state.since == told.times[0])
    #expect(try History(path).moment(told.times[0]) == nil)
  }

  @Test("A state that is kept and cannot be read is told, not believed")
  func damaged() throws {
    let told = past(100, seed: 4)
    try store(told, segments: 1).end()
    let path = try #require(try segments().first)
    try Database(path, .write).run(
      "UPDATE checkpoint SET state = substr(state, 1, 40) WHERE seq > 0")
    let error = #expect(throws: HistoryError.self) {
      try History(self.path).moment(told.times.max() ?? 0)
    }
    #expect(error?.description.contains("a checkpoint of the host's state cannot be read") == true)
  }

  @Test("Between two runs nobody recorded")
  func unrecorded() throws {
    let first = past(100, seed: 5)
    let writer = try store(first, segments: 1)
    writer.end()
    let last = try #require(first.times.max())
    var second = Told()
    second.run = "1a2b3c4d-200-f"
    second.step = last - second.time + 1_000_000_000_000
    second.tell(.sensorStart, Told.Process(200))
    try writer.append(Lines.batch(second.lines))
    let history = try History(path)
    #expect(try history.moment(last)?.unrecordedSince == nil)
    let between = try #require(try history.moment(last + 1_000_000))
    #expect(between.unrecordedSince == last)
    #expect(between.state == (try first.state(at: last)))
    let after = try #require(try history.moment(second.time))
    #expect(after.unrecordedSince == nil)
    #expect(after.state.processes.isEmpty)
  }
}
