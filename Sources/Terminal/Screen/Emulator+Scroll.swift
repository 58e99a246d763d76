extension Emulator {
  /// Moves the rows of the scroll region up.
  ///
  /// Those that leave the main screen at its first row are kept, as in xterm.
  @inline(__always)
  mutating func scrollUp(_ count: Int) {
    if top == 0, !isAlternate {
      for _ in 0..<min(count, bottom + 1) {
        if journal != nil { willScroll() }
        grid.scroll(blank)
        // The new row is the last one of the screen; it belongs at the end of the region.
        if bottom < rows - 1 { grid.rotateUp(bottom..<rows, by: rows - 1 - bottom) }
      }
    } else {
      deleteRows(count, at: top, .scrolled)
    }
  }

  /// Moves the rows of the scroll region down.
  mutating func scrollDown(_ count: Int) {
    insertRows(count, at: top)
  }

  /// Deletes rows of the scroll region.
  mutating func deleteRows(_ count: Int, at row: Int, _ reason: ShownLine.Reason) {
    let count = min(count, bottom + 1 - row)
    if journal != nil { for gone in row..<row + count { willClear(gone, reason) } }
    grid.rotateUp(row..<bottom + 1, by: count)
    for new in bottom + 1 - count..<bottom + 1 { clearRow(new) }
  }

  /// Inserts rows; those that have no room are lost.
  mutating func insertRows(_ count: Int, at row: Int) {
    let count = min(count, bottom + 1 - row)
    if journal != nil { for gone in bottom + 1 - count..<bottom + 1 { willClear(gone, .scrolled) } }
    grid.rotateUp(row..<bottom + 1, by: bottom + 1 - row - count)
    for new in row..<row + count { clearRow(new) }
  }

  private mutating func clearRow(_ row: Int) {
    grid.clear(grid.place(row), blank)
  }

  /// IL and DL: nothing outside the scroll region.
  mutating func editRows(_ count: Int, inserts: Bool) {
    guard (top...bottom).contains(cursor.row) else { return }
    cursor.column = 0
    cursor.isWrapPending = false
    if inserts {
      insertRows(count, at: cursor.row)
    } else {
      deleteRows(count, at: cursor.row, .erased)
    }
  }
}
