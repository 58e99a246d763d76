/// Rows of cells, and those that have left at the top.
///
/// A row is never moved: `ring` says which stored row is where, so that scrolling costs the same for any width.
/// Wide characters are whole at all times: whatever takes one half makes a blank of the other.
struct Grid {
  private(set) var columns: Int
  private(set) var rows: Int
  /// At most so many rows are kept of those that have left.
  let historyLimit: Int
  /// How many there are.
  private(set) var history = 0
  /// How many rows have left at the top since the beginning: the number of the first row of the screen.
  private(set) var scrolled: UInt64 = 0
  /// How many of those are no longer kept.
  private(set) var givenUp: UInt64 = 0

  private var cells: [Cell]
  private var lines: [Line]
  /// Stored rows in the order of the text, from `first` on.
  private var ring: [Int32]
  private var first = 0
  /// Stored rows that are in no use.
  private var free: [Int32] = []

  /// Blank rows, of which some have left already.
  init(rows: Int, columns: Int, historyLimit: Int, history: Int = 0) {
    self.rows = rows
    self.columns = columns
    self.historyLimit = historyLimit
    self.history = history
    let count = rows + history
    cells = [Cell](repeating: .blank, count: count * columns)
    lines = [Line](repeating: Line(), count: count)
    ring = [Int32](repeating: 0, count: rows + historyLimit)
    for index in 0..<count { ring[index] = Int32(truncatingIfNeeded: index) }
  }

  /// Says what was before; for grids that are read from a snapshot.
  mutating func setCounts(scrolled: UInt64, givenUp: UInt64) {
    self.scrolled = scrolled
    self.givenUp = givenUp
  }

  // MARK: Reading

  /// Where the row is stored; below 0 are those that have left, -1 the last of them.
  @inline(__always)
  func place(_ row: Int) -> Int {
    var slot = first + history + row
    if slot >= ring.count { slot -= ring.count }
    return Int(ring[slot])
  }

  @inline(__always)
  private func slot(_ row: Int) -> Int {
    let slot = first + history + row
    return slot >= ring.count ? slot - ring.count : slot
  }

  @inline(__always)
  subscript(line place: Int) -> Line {
    get { lines[place] }
    set { lines[place] = newValue }
  }

  /// A cell of a stored row.
  @inline(__always)
  func cell(_ place: Int, _ column: Int) -> Cell {
    let line = lines[place]
    return column < line.used ? cells[place * columns + column] : line.fill
  }

  /// Calls back for each content of a cell that is stored.
  func forEachContent(_ body: (UInt32) -> Void) {
    for row in -history..<rows {
      let place = place(row)
      for column in 0..<lines[place].used { body(cells[place * columns + column].content) }
    }
  }

  /// Gives contents that are numbers of clusters their new numbers.
  mutating func renumber(_ contents: [UInt32]) {
    for row in -history..<rows {
      let place = place(row)
      for index in place * columns..<place * columns + lines[place].used {
        let content = cells[index].content
        if content & Clusters.flag != 0 {
          cells[index].content = contents[Int(content & ~Clusters.flag)]
        }
      }
    }
  }

  // MARK: Writing

  /// Stores the cells up to a column.
  @inline(__always)
  private mutating func store(_ place: Int, to column: Int) {
    if lines[place].used < column { storeMore(place, to: column) }
  }

  private mutating func storeMore(_ place: Int, to column: Int) {
    let line = lines[place]
    for index in place * columns + line.used..<place * columns + column { cells[index] = line.fill }
    lines[place].used = column
  }

  /// Makes blanks of both halves of a wide character whose right half is at the column.
  @inline(__always)
  private mutating func split(_ place: Int, at column: Int) {
    guard column > 0, column < lines[place].used else { return }
    let index = place * columns + column
    if cells[index].width == 0 {
      cells[index] = cells[index].cleared
      cells[index - 1] = cells[index - 1].cleared
    }
  }

  /// Writes ASCII that has room.
  @inline(__always)
  mutating func write(_ bytes: Span<UInt8>, at place: Int, _ column: Int, like pen: Cell) {
    let end = column + bytes.count
    let used = lines[place].used
    if column < used {
      split(place, at: column)
      split(place, at: end)
    } else if column > used {
      storeMore(place, to: column)
    }
    if used < end { lines[place].used = end }
    let start = place * columns + column
    var stored = cells.mutableSpan
    for index in 0..<bytes.count {
      stored[start + index] = Cell(
        content: UInt32(bytes[index]), foreground: pen.foreground, background: pen.background,
        attributes: pen.attributes, width: 1)
    }
  }

  /// Writes a character of one or two columns that has room.
  mutating func write(
    _ content: UInt32, width: Int, at place: Int, _ column: Int, like pen: Cell
  ) {
    let end = column + width
    let used = lines[place].used
    if column < used {
      split(place, at: column)
      split(place, at: end)
    } else if column > used {
      storeMore(place, to: column)
    }
    if used < end { lines[place].used = end }
    let index = place * columns + column
    var cell = pen
    cell.content = content
    cell.width = UInt8(truncatingIfNeeded: width)
    cells[index] = cell
    if width == 2 {
      cell.content = 0x20
      cell.width = 0
      cells[index + 1] = cell
    }
  }

  /// Gives a cell another content.
  mutating func setContent(_ content: UInt32, at place: Int, _ column: Int) {
    store(place, to: column + 1)
    cells[place * columns + column].content = content
  }

  // MARK: Erasing and moving within a row

  /// Makes a row blank.
  @inline(__always)
  mutating func clear(_ place: Int, _ blank: Cell) {
    lines[place].used = 0
    lines[place].fill = blank
    lines[place].isWrapped = false
  }

  /// Erases columns.
  mutating func erase(_ place: Int, from start: Int, to end: Int, _ blank: Cell) {
    split(place, at: start)
    split(place, at: end)
    let line = lines[place]
    if end >= columns {
      if start > line.used, line.fill != blank { store(place, to: start) }
      lines[place].used = min(lines[place].used, start)
      lines[place].fill = blank
      return
    }
    if end >= line.used, line.fill == blank {
      lines[place].used = min(line.used, start)
      return
    }
    store(place, to: end)
    for index in place * columns + start..<place * columns + end { cells[index] = blank }
  }

  /// Inserts blanks; what has no room is lost.
  mutating func insert(_ count: Int, at place: Int, _ column: Int, _ blank: Cell) {
    split(place, at: column)
    let count = min(count, columns - column)
    split(place, at: columns - count)
    if lines[place].fill != blank { store(place, to: columns) }
    let used = lines[place].used
    guard column < used else { return }
    let end = min(columns, used + count)
    let start = place * columns
    lines[place].used = end
    for index in stride(from: end - 1, through: column + count, by: -1) {
      cells[start + index] = cells[start + index - count]
    }
    for index in column..<min(end, column + count) { cells[start + index] = blank }
  }

  /// Deletes cells; blanks come in at the right.
  mutating func delete(_ count: Int, at place: Int, _ column: Int, _ blank: Cell) {
    split(place, at: column)
    let count = min(count, columns - column)
    split(place, at: column + count)
    if lines[place].fill != blank {
      store(place, to: columns)
      lines[place].fill = blank
    }
    let used = lines[place].used
    guard column < used else { return }
    let end = max(column, used - count)
    let start = place * columns
    for index in column..<end { cells[start + index] = cells[start + index + count] }
    lines[place].used = end
  }

  // MARK: Moving rows

  /// Whether the oldest row that is kept must go for the next one to leave at the top.
  var isHistoryFull: Bool { history == historyLimit }

  /// Moves all rows up by one; the first one is kept, the last one is new and blank.
  @inline(__always)
  mutating func scroll(_ blank: Cell) {
    scrolled &+= 1
    let place: Int
    if history < historyLimit {
      place = freePlace()
      history += 1
    } else {
      place = Int(ring[first])
      first += 1
      if first == ring.count { first = 0 }
      givenUp &+= 1
    }
    ring[slot(rows - 1)] = Int32(truncatingIfNeeded: place)
    reset(place, blank)
  }

  /// Where a row more can be stored.
  private mutating func freePlace() -> Int {
    if let place = free.popLast() { return Int(place) }
    lines.append(Line())
    cells.append(contentsOf: repeatElement(.blank, count: columns))
    return lines.count - 1
  }

  @inline(__always)
  private mutating func reset(_ place: Int, _ blank: Cell) {
    lines[place] = Line(fill: blank)
  }

  /// Moves the rows of a range up; those that leave come back at its end, to be cleared by the caller.
  mutating func rotateUp(_ range: Range<Int>, by count: Int) {
    guard count > 0, count < range.count else { return }
    let moved = range.map { ring[slot($0)] }
    for (index, row) in range.enumerated() {
      ring[slot(row)] = moved[(index + count) % moved.count]
    }
  }

  /// Drops the rows that have left.
  mutating func dropHistory() {
    for row in -history..<0 { free.append(ring[slot(row)]) }
    givenUp &+= UInt64(history)
    first += history
    if first >= ring.count { first -= ring.count }
    history = 0
  }

  /// Takes another size; texts are cut, not laid out anew.
  ///
  /// - Parameters:
  ///   - newRows: of the screen.
  ///   - newColumns: of the screen.
  ///   - shift: how many rows leave at the top, or, below 0, come back from those that have left.
  ///   - historyLimit: the new one.
  mutating func resize(rows newRows: Int, columns newColumns: Int, shift: Int, historyLimit: Int) {
    let kept = max(0, min(history + shift, historyLimit))
    var resized = Grid(
      rows: newRows, columns: newColumns, historyLimit: historyLimit, history: kept)
    resized.givenUp = givenUp &+ UInt64(max(0, history + shift - kept))
    resized.scrolled = scrolled &+ UInt64(bitPattern: Int64(shift))
    for row in -kept..<newRows where shift + row < rows {
      let place = place(shift + row)
      if newColumns < columns { split(place, at: newColumns) }
      resized.copy(self, place, to: resized.place(row))
    }
    self = resized
  }

  private mutating func copy(_ other: Grid, _ source: Int, to place: Int) {
    var line = other.lines[source]
    line.used = min(line.used, columns)
    for column in 0..<line.used {
      cells[place * columns + column] = other.cells[source * other.columns + column]
    }
    lines[place] = line
  }
}
