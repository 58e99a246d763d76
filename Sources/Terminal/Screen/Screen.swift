/// A terminal without a window: bytes that programs wrote go in, what it shows comes out.
///
/// It does what xterm does (xterm-410 with its initial resources and UTF-8), for whatever changes what is shown:
/// cursor movement, scroll regions, origin and insert mode, erasing with the background colour, tab stops, DEC special
/// graphics, the alternate screen, REP, saved cursors, resets. The stream is hostile: no bytes make it trap, its
/// memory is bounded, it answers no question (they are counted), and nothing of it leaves but cells, and texts by which
/// nobody can be misled (``Frame/text``).
///
/// What is left out, beside colours of the palette and shapes of the cursor:
///
/// * left and right margins, columns by DECCOLM, rectangles, protected cells, double size lines, scrolling sideways
///   (DECBI, DECFI, SL, SR), reverse wraparound, VT52 mode, saved modes, and sizes that the stream asks for;
/// * pictures (sixel, ReGIS), national replacement sets but the British one, character encodings other than UTF-8;
/// * C1 controls count as characters (U+009B) only: the bytes 0x80 to 0x9f alone are no UTF-8.
///
/// Where pyte, which tests compare with, is otherwise: it erases with all attributes and lets rows without colours in,
/// where here, as in xterm, the background alone counts; it prints what is in device control strings; it composes
/// characters with their marks; and it has no alternate screen, REP, soft reset, dim or invisible text.
///
/// A cell has one character with its marks, at most seven; no two cells are joined to one picture.
public struct Screen: Sendable {
  /// How many rows and columns there may be; what is outside is brought inside.
  public static let sizes = 1...1000

  var parser = Parser()
  var emulator: Emulator
  /// What was asked for; a wide screen may have less.
  let historyLimit: Int

  /// - Parameters:
  ///   - rows: of the screen.
  ///   - columns: of the screen.
  ///   - historyLimit: how many rows are kept that have left at the top, at most 10 000 and 64 MiB.
  public init(rows: Int, columns: Int, historyLimit: Int = 0) {
    let rows = Self.clamped(rows)
    let columns = Self.clamped(columns)
    self.historyLimit = min(max(historyLimit, 0), Emulator.historyLimits.upperBound)
    emulator = Emulator(
      rows: rows, columns: columns,
      historyLimit: Emulator.historyLimit(historyLimit, rows: rows, columns: columns))
  }

  init(parser: Parser, emulator: Emulator, historyLimit: Int) {
    self.parser = parser
    self.emulator = emulator
    self.historyLimit = historyLimit
  }

  static func clamped(_ size: Int) -> Int {
    min(max(size, sizes.lowerBound), sizes.upperBound)
  }

  public var rows: Int { emulator.rows }
  public var columns: Int { emulator.columns }
  /// How many bytes there were.
  public var offset: UInt64 { parser.offset }
  /// The window's title and its icon's name: data of whoever wrote them, without control characters.
  public var title: String { emulator.title }
  public var iconName: String { emulator.iconName }
  /// Whether the alternate screen is shown.
  public var isAlternate: Bool { emulator.isAlternate }
  /// Whether a line editor is reading a command.
  public var isReadingCommand: Bool { emulator.modes.contains(.pasteBrackets) }
  /// What was left out or not understood.
  public var counters: Counters { emulator.counters }
  /// Where the cursor is in the text.
  public var position: TextPosition { emulator.position }

  /// Takes bytes that were written to the terminal, in pieces of any size.
  public mutating func feed(_ bytes: Span<UInt8>) {
    parser.feed(bytes, to: &emulator)
  }

  /// Takes bytes that were written to the terminal.
  public mutating func feed(_ bytes: [UInt8]) {
    feed(bytes.span)
  }

  /// Takes the terminal's new size; see `man xterm`: text is cut, not laid out anew.
  public mutating func resize(rows: Int, columns: Int) {
    emulator.resize(
      rows: Self.clamped(rows), columns: Self.clamped(columns), historyLimit: historyLimit)
  }

  /// Hands over what has happened since the last time; more than 1024 events are counted and dropped.
  public mutating func takeEvents() -> [TerminalEvent] {
    if emulator.events.isEmpty { return [] }
    let events = emulator.events
    emulator.events.removeAll()
    return events
  }

  // MARK: Commands

  /// Says that the prompt ends where the cursor is.
  ///
  /// bash turns bracketed paste on before it prints its prompt, so the stream alone does not tell where the prompt ends.
  /// Whoever knows its pieces does: the program then waits for keys. To be called at the end of a piece that had a
  /// ``TerminalEvent/Kind/promptReady``; where a mark (OSC 133 B) has said it, nothing changes.
  public mutating func markPromptEnd() {
    guard isReadingCommand, !emulator.isInputStartExact, !isAlternate else { return }
    emulator.inputStart = emulator.position
  }

  /// The command that is being typed, as it is shown up to the cursor; nil where its beginning is not known.
  public var shownCommand: ShownCommand? { emulator.shownCommand() }

  /// The text between two places of the screen that is shown and of what has left it at the top.
  public func text(from start: TextPosition, to end: TextPosition) -> ShownCommand {
    emulator.text(from: start, to: end)
  }

  // MARK: What has left at the top

  /// How many rows of the main screen are kept that have left it at the top.
  public var historyCount: Int { emulator.main.history }
  /// How many more there were.
  public var historyGivenUp: UInt64 { emulator.main.givenUp }

  /// The text of such a row; 0 is the oldest.
  public func historyText(_ index: Int) -> String {
    guard (0..<historyCount).contains(index) else { return "" }
    return emulator.main.text(ofRow: index - historyCount, emulator.clusters)
  }
}

extension Emulator {
  /// The main screen, whether it is shown or not.
  var main: Grid { isAlternate ? hidden ?? grid : grid }
}

extension Grid {
  /// The text of a row without blanks at its end.
  func text(ofRow row: Int, _ clusters: Clusters) -> String {
    var bytes: [UInt8] = []
    appendText(of: place(row), from: 0, to: columns, clusters, to: &bytes)
    while bytes.last == 0x20 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
