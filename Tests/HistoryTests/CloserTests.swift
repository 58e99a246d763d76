import Events
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import History

/// Full segments are closed on a thread of its own: what fails there costs no batch, is told once, and is made
/// up for.
@Suite(.timeLimit(.minutes(2))) struct CloserTests {
  private let folder: ScratchFolder
  private let said = Messages()
  private let count = Lines.fixtures.count
  private var path: String { "\(folder.path)/history" }

  init() throws {
    folder = try ScratchFolder()
  }

  /// One whose segments are full with each batch.
  private func writer(
    _ steps: [FinishingStep] = [], retry: Int = 10, at path: String? = nil
  ) throws -> HistoryWriter {
    try HistoryWriter(
      path ?? self.path, limits: HistoryLimits(segmentAge: 0), steps: steps, retry: retry,
      report: said.add)
  }

  /// All fixtures; those of the first round have the numbers from 1 on.
  private func batch(_ round: Int) -> OutputBuffer {
    let first = 1 + round * count
    return Lines.batch(
      Lines.fixtures.enumerated().map { index, line in
        (line.kind, Lines.numbered(line.text, UInt64(first + index)))
      }, from: UInt64(first))
  }

  /// That every event of so many rounds is there once, in closed segments that follow each other.
  private func expectAll(rounds: Int, at path: String? = nil) throws {
    var found: [UInt64] = []
    let problems = try History(path ?? self.path).forEach(EventSelection()) { line in
      found.append(line.sequence)
      return true
    }
    #expect(problems.isEmpty)
    #expect(found == (1...UInt64(rounds * count)).map(\.self))
    let verification = try Verification(path ?? self.path)
    #expect(verification.findings.isEmpty)
    #expect(verification.open.isEmpty)
    #expect(verification.sound.map(\.events) == Array(repeating: count, count: rounds))
    #expect(verification.sound.map(\.file) == verification.sound.map(\.file).sorted())
  }

  @Test("A chain that cannot be written fails no batch and brings none again")
  func chainCannotBeWritten() throws {
    let writer = try writer()
    try FileManager.default.createDirectory(
      atPath: "\(path)/chain", withIntermediateDirectories: false)
    for round in 0..<3 { try writer.append(batch(round)) }
    #expect(writer.settle(patience: 300) == 3)
    #expect(said.all.count == 1)
    #expect(said.all.first?.contains("chain: cannot be written") == true)
    try FileManager.default.removeItem(atPath: "\(path)/chain")
    #expect(writer.end())
    try expectAll(rounds: 3)
  }

  @Test(
    "A disk that is full while a segment is closed fails no batch, and is waited for",
    .enabled(if: SmallDisk.isPossible, "mounting takes root"))
  func diskIsFull() throws {
    let disk = try SmallDisk(kibibytes: 4096)
    let path = "\(disk.path)/history"
    let mayFill = Mutex(true)
    let ballast = FinishingStep(name: "ballast") { segment throws(HistoryError) in
      let isFirst = mayFill.withLock { mayFill in
        defer { mayFill = false }
        return mayFill
      }
      do {
        if isFirst { try disk.fill(leaving: 0) }
      } catch {
        throw HistoryError("\(error)")
      }
      try segment.database.run("CREATE TABLE ballast AS SELECT zeroblob(300000)")
    }
    let writer = try writer([ballast], retry: 200, at: path)
    try writer.append(batch(0))
    #expect(writer.settle(patience: 250) == 1)
    #expect(said.all.count == 1)
    #expect(said.all.first?.contains("ballast: ") == true)
    #expect(said.all.first?.contains("full") == true)
    try disk.empty()
    try writer.append(batch(1))
    #expect(writer.end())
    try expectAll(rounds: 2, at: path)
  }

  @Test("Who is killed in between leaves what the next one goes on with; what was done stays done")
  func killedInBetween() throws {
    let done = Mutex(0)
    let first = FinishingStep(name: "first") { _ in done.withLock { $0 += 1 } }
    let fails = FinishingStep(name: "second") { _ throws(HistoryError) in
      throw HistoryError("not now")
    }
    let second = FinishingStep(name: "second") { segment throws(HistoryError) in
      try segment.database.run("CREATE TABLE second(x)")
    }
    do {
      let writer = try writer([first, fails], retry: 10_000)
      for round in 0..<3 { try writer.append(batch(round)) }
      #expect(writer.settle(patience: 300) == 3)
      #expect(said.all == ["a segment cannot be closed yet, and is tried again: second: not now"])
    }
    #expect(done.withLock { $0 } == 1)
    #expect(try Verification(path).open.count == 3)
    let writer = try writer([first, second])
    try writer.append(batch(3))
    #expect(writer.end())
    #expect(done.withLock { $0 } == 4)
    try expectAll(rounds: 4)
    for link in try Verification(path).sound {
      let database = try Database("\(path)/\(link.file)", .read)
      #expect(try database.hasTable("second"))
      #expect(try first.isDone(in: database) && second.isDone(in: database))
    }
  }

  @Test("What fails for good is left out in the end, and told")
  func failsForGood() throws {
    let fails = FinishingStep(name: "words") { segment throws(HistoryError) in
      try segment.database.run("CREATE TABLE half(x)")
      throw HistoryError("never")
    }
    let writer = try writer([fails], retry: 1)
    try writer.append(batch(0))
    #expect(writer.end())
    try expectAll(rounds: 1)
    #expect(said.all.count == 2)
    #expect(said.all.last?.contains("closed without what failed") == true)
    let name = try #require(try Verification(path).sound.first?.file)
    let database = try Database("\(path)/\(name)", .read)
    #expect(try !database.hasTable("half"))
    #expect(try !fails.isDone(in: database))
  }

  @Test("A step that takes long keeps nobody from storing or from ending")
  func longStep() throws {
    let isLong = FinishingStep(name: "long") { segment throws(HistoryError) in
      try segment.database.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
    }
    do {
      let writer = try writer([isLong])
      for round in 0..<3 { try writer.append(batch(round)) }
      #expect(!writer.end(patience: 100))
      #expect(said.all == ["3 segments are not closed yet; the next start does it"])
    }
    #expect(try writer().end())
    try expectAll(rounds: 3)
  }

  @Test("What begins with a segment knows the file of the one before")
  func before() throws {
    let met = Mutex<[String?]>([])
    let step = FinishingStep(name: "step") { segment in
      met.withLock { $0.append(segment.before) }
    }
    let writer = try writer([step])
    for round in 0..<3 { try writer.append(batch(round)) }
    #expect(writer.end())
    let files = try Verification(path).sound.map { "\(path)/\($0.file)" }
    #expect(met.withLock { $0 } == [nil, files[0], files[1]])
  }
}
