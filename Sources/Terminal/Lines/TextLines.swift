/// The lines of a terminal's text as they were shown, for a search.
///
/// The bytes go through a whole terminal, so that what was taken back or moved is not found, and what was put together
/// from pieces is. A line is told once it is complete, which is when
///
/// * the cursor leaves it by a line feed, or it scrolls away;
/// * something else is written in its place, or it is erased;
/// * the alternate screen that it is on is left, the size changes, or the stream ends.
///
/// Rows that were wrapped are one line. What is changed without leaving the line or returning to its first column is an
/// edit: backspaces and what a line editor does are resolved, and only the result is told. A program that draws the whole
/// screen may have a line told several times, each time as it was. Blank lines are not told. Texts are as ``Frame/text``
/// says.
///
/// It needs little memory: what is longer than `rows` and a few hundred wrapped rows comes in pieces, and no line is much
/// longer than 64 KiB.
public struct TextLines: Sendable {
  /// Lines are handed over whenever so many bytes were read, which bounds what waits.
  private static let slice = 4096
  private static let history = 256

  private var parser = Parser()
  private var emulator: Emulator

  public init(rows: Int, columns: Int) {
    let rows = Screen.clamped(rows)
    let columns = Screen.clamped(columns)
    emulator = Emulator(
      rows: rows, columns: columns,
      historyLimit: Emulator.historyLimit(Self.history, rows: rows, columns: columns))
    emulator.journal = LineJournal()
  }

  /// How many bytes there were.
  public var offset: UInt64 { parser.offset }

  /// What was left out or not understood.
  public var counters: Counters { emulator.counters }

  /// Reads bytes.
  ///
  /// - Parameters:
  ///   - bytes: the next ones of the stream.
  ///   - body: is called for each line that is complete, with its text as UTF-8.
  public mutating func feed(_ bytes: Span<UInt8>, _ body: (ShownLine, Span<UInt8>) -> Void) {
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + Self.slice)
      parser.feed(bytes.extracting(start..<end), to: &emulator)
      handOver(body)
      start = end
    }
  }

  /// Takes the terminal's new size.
  public mutating func resize(
    rows: Int, columns: Int, _ body: (ShownLine, Span<UInt8>) -> Void
  ) {
    emulator.resize(
      rows: Screen.clamped(rows), columns: Screen.clamped(columns), historyLimit: Self.history)
    handOver(body)
  }

  /// Tells what is on the screen at the end of the stream.
  public mutating func finish(_ body: (ShownLine, Span<UInt8>) -> Void) {
    emulator.tellAllLines(.last)
    emulator.tellHiddenLines(.last)
    handOver(body)
  }

  private mutating func handOver(_ body: (ShownLine, Span<UInt8>) -> Void) {
    // Whoever wants events has a screen for it.
    if !emulator.events.isEmpty { emulator.events.removeAll(keepingCapacity: true) }
    guard var journal = emulator.journal.take() else { return }
    var start = 0
    for (line, end) in journal.lines {
      body(line, journal.text.span.extracting(start..<end))
      start = end
    }
    journal.removeAll()
    emulator.journal = journal
  }
}
