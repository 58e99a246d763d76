@testable import Terminal

extension Screen {
  /// What is wrong with the inside of a screen; nil: nothing.
  var invariantProblem: String? {
    let emulator = emulator
    if !(0..<rows).contains(emulator.cursor.row) || !(0..<columns).contains(emulator.cursor.column)
    {
      return "the cursor is at \(emulator.cursor)"
    }
    if emulator.cursor.isWrapPending, emulator.cursor.column != columns - 1 {
      return "a wrap is pending at \(emulator.cursor)"
    }
    if emulator.top < 0 || emulator.bottom >= rows || emulator.top > emulator.bottom
      || emulator.top == emulator.bottom && rows > 1
    {
      return "the margins are \(emulator.top) and \(emulator.bottom)"
    }
    if emulator.events.count > Emulator.eventLimit { return "too many events" }
    if parser.string.kept.count > ControlString.keptLimit { return "too much of a string" }
    if let problem = emulator.grid.invariantProblem(emulator.clusters) { return problem }
    return emulator.hidden?.invariantProblem(emulator.clusters)
  }
}

extension Grid {
  func invariantProblem(_ clusters: Clusters) -> String? {
    if history > historyLimit { return "too many rows are kept" }
    if scrolled < UInt64(history) { return "more rows than ever were" }
    var places: Set<Int> = []
    for row in -history..<rows {
      let place = place(row)
      if !places.insert(place).inserted { return "row \(row) is stored with another" }
      let line = self[line: place]
      if !(0...columns).contains(line.used) { return "row \(row) has \(line.used) cells" }
      if line.fill.width != 1 { return "row \(row) is filled with halves" }
      var isRightHalf = false
      for column in 0..<columns {
        let cell = cell(place, column)
        if (cell.width == 0) != isRightHalf { return "half a character at \(row), \(column)" }
        isRightHalf = cell.width == 2
        if cell.width > 2 { return "a width at \(row), \(column)" }
        if cell.content & Clusters.flag != 0 {
          if Int(cell.content & ~Clusters.flag) >= clusters.count { return "no such cluster" }
          if clusters.scalars(cell.content).count > Clusters.markLimit + 1 { return "many marks" }
        } else if UnicodeScalar(cell.content) == nil || cell.content < 0x20 {
          return "content \(cell.content)"
        }
      }
      if isRightHalf { return "half a character at the end of row \(row)" }
    }
    return nil
  }
}
