import History

/// Prints events: a table for people, one JSON object a line for programs.
final class EventPrinter {
  private let writer: OutputWriter
  private let table: TextTable?
  private let rows = EventRows()
  private let times = TimeText()

  /// Begins.
  ///
  /// - Parameters:
  ///   - writer: where it goes.
  ///   - isJSON: also on a terminal.
  ///   - sampleSize: so many rows say how wide columns are.
  init(_ writer: OutputWriter, isJSON: Bool, sampleSize: Int = 512) {
    self.writer = writer
    guard !isJSON, writer.traits.isTerminal else {
      table = nil
      return
    }
    let columns: [TextTable.Column] = [
      .init("TIME"), .init("KIND"), .init("PROCESS"), .init("USER"), .init("WHAT"),
    ]
    table = TextTable(columns, writer.traits, sampleSize: sampleSize) { try writer.write($0) }
  }

  /// Prints one.
  func print(_ line: SegmentLine) throws {
    guard let table else {
      if writer.traits.isTerminal {
        return try writer.write(
          VisibleText(String(decoding: line.bytes, as: UTF8.self)).text + "\n")
      }
      return try writer.write(line: line.bytes)
    }
    let row = try rows.row(of: line)
    try table.append([
      .init(times.text(row.time), .dim), .init(row.kind, row.isFailure ? .bad : .name),
      .init(row.process), .init(row.user), .init(row.what),
    ])
  }

  /// Prints what is held back until columns are known to be wide enough.
  func finish() throws { try table?.finish() }
}
