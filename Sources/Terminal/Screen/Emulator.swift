/// What a terminal does with what its ``Parser`` finds.
///
/// As xterm does it, where terminals differ; ``Screen`` says what is left out.
struct Emulator {
  static let sizes = 1...1000
  /// Events wait for whoever fetches them; more are counted and dropped.
  static let eventLimit = 1024
  static let titleLimit = 256

  /// The screen in use, and the other one where there is one.
  var grid: Grid
  var hidden: Grid?
  var isAlternate = false

  var cursor = Cursor()
  /// A blank with the style that is written with.
  var pen = Cell.blank
  var charsets = Charsets()
  /// Of the main and of the alternate screen; nil: never saved.
  var savedMain: SavedCursor?
  var savedAlternate: SavedCursor?
  var modes = Modes.initial
  /// The scroll region, last row included.
  var top = 0
  var bottom: Int
  var tabs = TabStops()
  /// What REP repeats; 0: nothing.
  var lastGraphic: UInt32 = 0
  var clusters = Clusters()

  var title = ""
  var iconName = ""
  /// Where the command begins that is being typed.
  var inputStart: TextPosition?
  /// Whether a mark has said so (OSC 133 B).
  var isInputStartExact = false

  var counters = Counters()
  var events: [TerminalEvent] = []
  /// Who wants to know what was shown.
  var journal: LineJournal?

  var offset: UInt64 = 0

  init(rows: Int, columns: Int, historyLimit: Int) {
    grid = Grid(rows: rows, columns: columns, historyLimit: historyLimit)
    bottom = rows - 1
  }

  @inline(__always) var rows: Int { grid.rows }
  @inline(__always) var columns: Int { grid.columns }
  /// What erased cells become.
  @inline(__always) var blank: Cell { pen.erased }

  /// Where the cursor is in the text.
  var position: TextPosition {
    TextPosition(line: grid.scrolled &+ UInt64(cursor.row), column: cursor.column)
  }

  mutating func tell(_ kind: TerminalEvent.Kind) {
    guard events.count < Self.eventLimit else {
      counters.eventsLost &+= 1
      return
    }
    events.append(TerminalEvent(kind: kind, offset: offset, position: position))
  }

  /// Drops clusters that no cell has any more.
  mutating func compactClusters() {
    let contents = clusters.compact { mark in
      grid.forEachContent(mark)
      hidden?.forEachContent(mark)
    }
    grid.renumber(contents)
    hidden?.renumber(contents)
  }
}
