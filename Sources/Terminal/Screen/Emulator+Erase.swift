extension Emulator {
  /// Erases columns of the cursor's row.
  mutating func eraseInRow(from start: Int, to end: Int) {
    cursor.isWrapPending = false
    let place = grid.place(cursor.row)
    if journal != nil { willEdit(place, cursor.row, from: start, to: end) }
    grid.erase(place, from: start, to: end, blank)
  }

  /// EL.
  mutating func eraseInLine(_ selector: Int) {
    switch selector {
    case 0:
      eraseInRow(from: cursor.column, to: columns)
      grid[line: grid.place(cursor.row)].isWrapped = false
    case 1: eraseInRow(from: 0, to: cursor.column + 1)
    case 2: eraseInRow(from: 0, to: columns)
    default: counters.unknownSequences &+= 1
    }
  }

  /// ECH.
  mutating func eraseCharacters(_ count: Int) {
    eraseInRow(from: cursor.column, to: min(columns, cursor.column + count))
    grid[line: grid.place(cursor.row)].isWrapped = false
  }

  /// ED.
  mutating func eraseInDisplay(_ selector: Int) {
    switch selector {
    case 0:
      eraseInLine(0)
      clearRows(cursor.row + 1..<rows)
    case 1:
      eraseInLine(1)
      clearRows(0..<cursor.row)
    case 2: clearRows(0..<rows)
    // xterm's: what has scrolled away.
    case 3: grid.dropHistory()
    default: counters.unknownSequences &+= 1
    }
    cursor.isWrapPending = false
  }

  mutating func clearRows(_ range: Range<Int>) {
    for row in range {
      if journal != nil { willClear(row, .erased) }
      grid.clear(grid.place(row), blank)
    }
  }

  /// ICH.
  mutating func insertCharacters(_ count: Int) {
    cursor.isWrapPending = false
    let place = grid.place(cursor.row)
    if journal != nil { willEdit(place, cursor.row, from: cursor.column, to: columns) }
    grid.insert(count, at: place, cursor.column, blank)
  }

  /// DCH.
  mutating func deleteCharacters(_ count: Int) {
    cursor.isWrapPending = false
    let place = grid.place(cursor.row)
    if journal != nil { willEdit(place, cursor.row, from: cursor.column, to: columns) }
    grid.delete(count, at: place, cursor.column, blank)
  }

  /// DECALN: fills the screen with E.
  mutating func fillWithE() {
    modes.remove(.origin)
    top = 0
    bottom = rows - 1
    move(row: 0, column: 0)
    clearRows(0..<rows)
    for row in 0..<rows {
      let place = grid.place(row)
      grid.clear(place, Cell(content: UInt32(UInt8(ascii: "E"))))
      if journal != nil { didChange(place) }
    }
  }
}
