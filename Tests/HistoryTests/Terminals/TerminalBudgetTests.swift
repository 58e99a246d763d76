import Events
import Terminal
import TestSupport
import Testing

@testable import History

/// What of a terminal that shows without end is kept.
@Suite struct TerminalBudgetTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/history" }

  init() throws {
    folder = try ScratchFolder()
  }

  private func events() throws -> [(line: String, bytes: Int64, missing: Int64, data: [UInt8])] {
    let reader = FieldReader(["tty.bytes", "tty.bytes_cut", "tty.data"])
    var events: [(String, Int64, Int64, [UInt8])] = []
    _ = try History(path).forEach(EventSelection(kinds: [.ttyOutput, .ttyWrite])) { line in
      try reader.read(line)
      events.append(
        (
          String(decoding: line.bytes, as: UTF8.self) + "\n", reader.number("tty.bytes") ?? 0,
          reader.number("tty.bytes_cut") ?? 0, reader.data("tty.data") ?? []
        ))
      return true
    }
    return events
  }

  @Test("What people and programs show at their pace is stored as it was told")
  func calm() throws {
    var lines = TerminalLines()
    for number in 0..<2000 { lines.show("line \(number)\r\n", at: Int64(number) * 100) }
    try lines.store(in: path)
    #expect(try events().map(\.line) == lines.lines.map(\.text))
  }

  @Test(
    "Of a flood the beginning and the end are kept, some of the middle, and the count of the rest")
  func flood() throws {
    var lines = TerminalLines()
    let piece = String(repeating: "y\r\n", count: 1000)
    var shown: Int64 = 0
    // 30 MB in ten seconds.
    for number in 0..<10_000 {
      lines.show("\(number)\r\n\(piece)", at: Int64(number))
      shown += Int64("\(number)\r\n\(piece)".utf8.count)
    }
    lines.show("last words", at: 10_000)
    // Another terminal is another budget.
    lines.show("quiet", at: 10_001, device: "pts/9", session: 77)
    try lines.store(in: path)
    let kept = try events()
    #expect(kept.reduce(0) { $0 + $1.bytes } == shown + 15)
    #expect(kept.reduce(0) { $0 + $1.missing } > 29_000_000)
    #expect(kept.reduce(0) { $0 + Int64($1.line.utf8.count) } < 160 << 10)
    #expect(kept.first?.line == lines.lines.first?.text)
    #expect(kept.suffix(2).map { $0.data } == [Array("last words".utf8), Array("quiet".utf8)])
    for event in kept { #expect(event.bytes == Int64(event.data.count) + event.missing) }
    #expect(try Verification(path).findings.isEmpty)
    let survey = try TerminalSurvey(try History(path))
    #expect(survey.sessions.first?.bytes == shown + 10)
    // And what is left of it can still be shown.
    let recording = try TerminalRecording(survey.sessions[0], in: try History(path))
    #expect(recording.screen(at: .max).frame.text(ofRow: 23) == "last words")
  }

  @Test("What waits is stored once there is room, whatever happens at other terminals")
  func room() throws {
    var budget = TerminalBudget()
    var lines = TerminalLines()
    for _ in 0..<40 { lines.show(String(repeating: "x", count: 3900), at: 0) }
    let flood = Lines.batch(lines.lines)
    let filtered = budget.filter(flood)
    let stored = try #require(filtered)
    #expect(stored.lineCount == 25)
    var later = TerminalLines()
    later.add(.ttyWinsize, at: 5_000)
    let released = budget.filter(Lines.batch(later.lines, from: 41))
    let rest = try #require(released)
    // A mark for those given up, the two that came last, and the batch.
    #expect(rest.lineCount == 4)
    #expect((0..<4).map { rest.line(at: $0).sequence } == [26, 39, 40, 41])
    let more = [budget.flush(), budget.filter(Lines.batch(later.lines, from: 42))]
    #expect(more.allSatisfy { $0 == nil })
  }
}
