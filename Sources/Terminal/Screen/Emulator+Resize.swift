extension Emulator {
  /// Cells of all rows that are kept, at most: 64 MiB.
  private static let cellLimit = 1 << 22
  static let historyLimits = 0...10_000

  /// How many rows may be kept of those that leave.
  static func historyLimit(_ wanted: Int, rows: Int, columns: Int) -> Int {
    let wanted = min(max(wanted, historyLimits.lowerBound), historyLimits.upperBound)
    return min(wanted, max(0, cellLimit / columns - rows))
  }

  /// Takes another size, as xterm does: texts are not laid out anew.
  ///
  /// A lower screen loses rows below the cursor, then the
  /// first ones leave as if they had scrolled; a higher one gets back rows that have left.
  mutating func resize(rows newRows: Int, columns newColumns: Int, historyLimit: Int) {
    guard newRows != rows || newColumns != columns else { return }
    if journal != nil { willResize() }
    let limit = Self.historyLimit(historyLimit, rows: newRows, columns: newColumns)
    var shift = max(0, cursor.row - (newRows - 1))
    if !isAlternate, newRows > rows { shift = -min(newRows - rows, grid.history) }
    grid.resize(
      rows: newRows, columns: newColumns, shift: shift, historyLimit: isAlternate ? 0 : limit)
    hidden?.resize(
      rows: newRows, columns: newColumns, shift: 0, historyLimit: isAlternate ? limit : 0)
    cursor.row = min(cursor.row - shift, newRows - 1)
    cursor.column = min(cursor.column, newColumns - 1)
    cursor.isWrapPending = false
    top = 0
    bottom = newRows - 1
    // The saved ones are moved into the screen when they are restored.
    journal?.beginAnew()
  }
}
