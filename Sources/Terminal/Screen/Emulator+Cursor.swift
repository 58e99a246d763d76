extension Emulator {
  /// Goes to a row and a column of the screen, or of the scroll region in origin mode.
  mutating func move(row: Int, column: Int) {
    let hasOrigin = modes.contains(.origin)
    let last = hasOrigin ? bottom : rows - 1
    cursor.row = min(max(0, row) + (hasOrigin ? top : 0), last)
    cursor.column = min(max(0, column), columns - 1)
    cursor.isWrapPending = false
    if cursor.column == 0 { journal?.beginAnew() }
  }

  /// The row as the program counts it.
  var rowAsCounted: Int { modes.contains(.origin) ? cursor.row - top : cursor.row }

  mutating func moveUp(_ count: Int) {
    cursor.row = max(cursor.row - count, cursor.row < top ? 0 : top)
    cursor.isWrapPending = false
  }

  mutating func moveDown(_ count: Int) {
    cursor.row = min(cursor.row + count, cursor.row > bottom ? rows - 1 : bottom)
    cursor.isWrapPending = false
  }

  mutating func moveRight(_ count: Int) {
    cursor.column = min(cursor.column + count, columns - 1)
    cursor.isWrapPending = false
  }

  mutating func moveLeft(_ count: Int) {
    cursor.column = max(cursor.column - count, 0)
    cursor.isWrapPending = false
  }

  @inline(__always)
  mutating func returnCarriage() {
    cursor.column = 0
    cursor.isWrapPending = false
    journal?.beginAnew()
  }

  /// Goes down a row, and scrolls at the end of the scroll region.
  @inline(__always)
  mutating func index() {
    cursor.isWrapPending = false
    if cursor.row == bottom {
      if top == 0, bottom == grid.rows - 1, !isAlternate, journal == nil {
        grid.scroll(blank)
      } else {
        scrollUp(1)
      }
    } else if cursor.row < rows - 1 {
      cursor.row += 1
    }
  }

  mutating func lineFeed() {
    if journal != nil { willLeave(cursor.row) }
    index()
    if modes.contains(.newLine) { returnCarriage() }
  }

  mutating func reverseIndex() {
    cursor.isWrapPending = false
    if cursor.row == top {
      scrollDown(1)
    } else if cursor.row > 0 {
      cursor.row -= 1
    }
  }

  mutating func tab(_ count: Int) {
    for _ in 0..<min(count, columns) {
      cursor.column = tabs.next(cursor.column, last: columns - 1)
    }
  }

  mutating func tabBack(_ count: Int) {
    for _ in 0..<min(count, columns) { cursor.column = tabs.previous(cursor.column) }
    cursor.isWrapPending = false
  }

  mutating func saveCursor() {
    let saved = SavedCursor(
      cursor: cursor, pen: pen, charsets: charsets, hasOrigin: modes.contains(.origin))
    if isAlternate { savedAlternate = saved } else { savedMain = saved }
  }

  mutating func restoreCursor() {
    let saved = (isAlternate ? savedAlternate : savedMain) ?? SavedCursor()
    pen = saved.pen
    charsets = saved.charsets
    if saved.hasOrigin { modes.insert(.origin) } else { modes.remove(.origin) }
    move(
      row: saved.hasOrigin ? saved.cursor.row - top : saved.cursor.row,
      column: saved.cursor.column)
    cursor.isWrapPending = saved.cursor.isWrapPending && cursor.column == columns - 1
  }

  /// DECSTBM; both count from 1.
  mutating func setMargins(top newTop: Int, bottom newBottom: Int) {
    let newBottom = newBottom == 0 || newBottom > rows ? rows : newBottom
    guard newTop < newBottom else { return }
    top = newTop - 1
    bottom = newBottom - 1
    move(row: 0, column: 0)
  }
}
