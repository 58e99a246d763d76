import Events
import TestSupport
import Testing

@testable import History

/// Events as rows of a table.
@Suite struct EventRowTests {
  private func rows(_ lines: [(kind: EventKind, text: String)]) throws -> [EventRow] {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/segment"
    let writer = try SegmentWriter(creating: path, origin: Lines.origin)
    _ = try writer.append(Lines.batch(lines))
    let maker = EventRows()
    var rows: [EventRow] = []
    _ = try SQLiteSegment(path).forEach(EventSelection()) { line in
      rows.append(try maker.row(of: line))
      return true
    }
    return rows
  }

  @Test("Every kind has a row, which says when, what and by whom")
  func allKinds() throws {
    let rows = try rows(Lines.fixtures)
    #expect(rows.count == Lines.fixtures.count)
    for (row, line) in zip(rows, Lines.fixtures) {
      #expect(row.kind == EventCatalog.definition(of: line.kind)?.name)
      #expect(row.time == 1_795_341_600_123_456_789)
    }
    #expect(rows.contains { $0.isFailure })
    #expect(rows.contains { !$0.isFailure })
  }

  @Test("What says most comes first, without its name")
  func telling() throws {
    let template = try #require(Lines.fixtures.first { $0.kind == .processExec }).text
    let line = template.replacing(
      /"argv":\[(?:"(?:[^"\\]|\\.)*",?)*\]/, with: #""argv":["ls","-l \u001b[2J","x"]"#)
    let row = try #require(try rows([(EventKind.processExec, Lines.numbered(line, 1))]).first)
    // Whoever prints it makes it harmless.
    #expect(row.what.hasPrefix("ls -l \u{1b}[2J x"))
    #expect(row.process.hasSuffix("[4711]"))
  }
}
