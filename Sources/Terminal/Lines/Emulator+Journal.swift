// What the emulator does where rows change, if somebody wants to know what was shown.
extension Emulator {
  @inline(__always)
  mutating func didChange(_ place: Int) {
    grid[line: place].isChanged = true
    grid[line: place].lastOffset = offset
  }

  /// Before text is written.
  ///
  /// Whoever comes to a row and writes before something that is there is about to replace it. That is told before the
  /// first character, so that it does not matter how the stream is cut.
  mutating func willWrite(_ place: Int, _ row: Int, from start: Int, at written: UInt64) {
    let line = grid[line: place]
    if line.isChanged, start < line.used, journal?.edited != place,
      hasText(place, from: start, to: line.used)
    {
      tellLine(row, .overwritten)
    }
    journal?.edited = place
    grid[line: place].isChanged = true
    grid[line: place].lastOffset = written
  }

  /// Before cells are erased or moved within a row.
  mutating func willEdit(_ place: Int, _ row: Int, from start: Int, to end: Int) {
    let line = grid[line: place]
    guard line.isChanged, start < line.used else { return }
    // Taking away a part of what is being written is an edit; taking away all is not.
    if journal?.edited != place || start == 0 && end >= line.used,
      hasText(place, from: start, to: end)
    {
      tellLine(row, .erased)
    } else {
      grid[line: place].lastOffset = offset
    }
  }

  /// Before a row is cleared or leaves the screen for good.
  mutating func willClear(_ row: Int, _ reason: ShownLine.Reason) {
    let place = grid.place(row)
    if grid[line: place].isChanged { tellLine(row, reason) }
  }

  /// Before the first row leaves and is kept.
  mutating func willScroll() {
    let first = grid.place(0)
    if grid[line: first].isChanged, !grid[line: first].isWrapped { tellLine(0, .scrolled) }
    if grid.isHistoryFull { willClear(-grid.history, .scrolled) }
  }

  /// Before a line feed.
  @inline(__always)
  mutating func willLeave(_ row: Int) {
    if grid[line: grid.place(row)].isChanged { tellLine(row, .ended) }
  }

  /// Before the other screen is shown.
  mutating func willHide() {
    // The main screen comes back as it was.
    if isAlternate { tellAllLines(.hidden) }
  }

  /// Before the size changes.
  mutating func willResize() {
    tellAllLines(.hidden)
    tellHiddenLines(.hidden)
  }

  /// Tells the lines of the screen that is not shown.
  mutating func tellHiddenLines(_ reason: ShownLine.Reason) {
    guard hidden != nil else { return }
    exchangeScreens()
    tellAllLines(reason)
    exchangeScreens()
  }

  private mutating func exchangeScreens() {
    guard let other = hidden else { return }
    hidden = grid
    grid = other
    isAlternate.toggle()
  }

  mutating func tellAllLines(_ reason: ShownLine.Reason) {
    for row in -grid.history..<rows { willClear(row, reason) }
  }

  private func hasText(_ place: Int, from start: Int, to end: Int) -> Bool {
    for column in start..<min(end, grid[line: place].used)
    where grid.cell(place, column).content != 0x20 { return true }
    return false
  }

  /// Tells the line that a row is part of, as far as it was not told yet.
  private mutating func tellLine(_ row: Int, _ reason: ShownLine.Reason) {
    var first = row
    while first > -grid.history {
      let line = grid[line: grid.place(first - 1)]
      guard line.isWrapped, line.isChanged else { break }
      first -= 1
    }
    var last = row
    while last < rows - 1, grid[line: grid.place(last)].isWrapped,
      grid[line: grid.place(last + 1)].isChanged
    {
      last += 1
    }
    var line = ShownLine(
      reason: reason, offset: 0, line: grid.scrolled &+ UInt64(bitPattern: Int64(first)),
      isAlternate: isAlternate)
    for row in first...last {
      let place = grid.place(row)
      line.offset = max(line.offset, grid[line: place].lastOffset)
      grid[line: place].isChanged = false
    }
    journal?.add(line, rows: first...last, of: grid, clusters)
  }
}
