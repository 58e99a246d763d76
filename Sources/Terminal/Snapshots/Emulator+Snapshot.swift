extension Emulator {
  func encode(to writer: inout SnapshotWriter) {
    writer.flag(isAlternate)
    writer.flag(hidden != nil)
    encode(cursor, to: &writer)
    writer.style(pen)
    encode(charsets, to: &writer)
    for saved in [savedMain, savedAlternate] {
      writer.flag(saved != nil)
      guard let saved else { continue }
      encode(saved.cursor, to: &writer)
      writer.style(saved.pen)
      encode(saved.charsets, to: &writer)
      writer.flag(saved.hasOrigin)
    }
    writer.number(UInt64(modes.rawValue))
    writer.number(top)
    writer.number(bottom)
    for index in 0..<16 { writer.number(tabs.words[index]) }
    writer.number(UInt64(lastGraphic))
    writer.text(Array(title.utf8))
    writer.text(Array(iconName.utf8))
    writer.flag(inputStart != nil)
    if let inputStart {
      writer.number(inputStart.line)
      writer.number(inputStart.column)
    }
    writer.flag(isInputStartExact)
    for counter in Self.counters { writer.number(counters[keyPath: counter]) }
    grid.encode(clusters, to: &writer)
    hidden?.encode(clusters, to: &writer)
  }

  private func encode(_ cursor: Cursor, to writer: inout SnapshotWriter) {
    writer.number(cursor.row)
    writer.number(cursor.column)
    writer.flag(cursor.isWrapPending)
  }

  private func encode(_ charsets: Charsets, to writer: inout SnapshotWriter) {
    for index in 0..<4 { writer.byte(charsets.designated[index]) }
    writer.byte(charsets.inUse)
    writer.byte(charsets.single)
  }

  init(
    rows: Int, columns: Int, historyLimit: Int, from reader: inout SnapshotReader
  ) throws(SnapshotError) {
    let isAlternate = try reader.flag()
    let hasHidden = try reader.flag()
    guard hasHidden || !isAlternate else { throw reader.wrong("the main screen is missing") }
    let cursor = try Self.cursor(0..<rows, 0..<columns, from: &reader)
    guard !cursor.isWrapPending || cursor.column == columns - 1 else {
      throw reader.wrong("a cursor waits in the middle")
    }
    let pen = try reader.style()
    let charsets = try Self.charsets(from: &reader)
    var saved: [SavedCursor?] = []
    for _ in 0..<2 {
      guard try reader.flag() else {
        saved.append(nil)
        continue
      }
      // The screen may have been larger.
      let cursor = try Self.cursor(0..<1000, 0..<1000, from: &reader)
      let pen = try reader.style()
      let charsets = try Self.charsets(from: &reader)
      saved.append(
        SavedCursor(cursor: cursor, pen: pen, charsets: charsets, hasOrigin: try reader.flag()))
    }
    let modes = Modes(
      rawValue: UInt16(
        truncatingIfNeeded: try reader.number(in: 0...Int(Modes.all.rawValue), "the modes")))
    let top = try reader.number(in: 0...rows - 1, "the scroll region")
    let bottom = try reader.number(in: 0...rows - 1, "the scroll region")
    guard top < bottom || rows == 1 else { throw reader.wrong("the scroll region is none") }
    var words = InlineArray<16, UInt64>(repeating: 0)
    for index in 0..<16 { words[index] = try reader.number() }
    let lastGraphic = try reader.number()
    let title = try reader.title()
    let iconName = try reader.title()
    var inputStart: TextPosition?
    if try reader.flag() {
      let line = try reader.number()
      guard line < 1 << 62 else { throw reader.wrong("the beginning of a command is nowhere") }
      inputStart = TextPosition(
        line: line, column: try reader.number(in: 0...999, "the beginning of a command"))
    }
    let isInputStartExact = try reader.flag()
    var counters = Counters()
    for counter in Self.counters { counters[keyPath: counter] = try reader.number() }
    var clusters = Clusters()
    let grid = try Grid(
      rows: rows, columns: columns, historyLimit: isAlternate ? 0 : historyLimit, &clusters,
      from: &reader)
    var hidden: Grid?
    if hasHidden {
      hidden = try Grid(
        rows: rows, columns: columns, historyLimit: isAlternate ? historyLimit : 0, &clusters,
        from: &reader)
    }
    self.init(rows: 1, columns: 1, historyLimit: 0)
    self.grid = grid
    self.hidden = hidden
    self.isAlternate = isAlternate
    self.cursor = cursor
    self.pen = pen
    self.charsets = charsets
    savedMain = saved[0]
    savedAlternate = saved[1]
    self.modes = modes
    self.top = top
    self.bottom = bottom
    tabs = TabStops(words: words)
    if lastGraphic != 0 {
      guard let scalar = UInt32(exactly: lastGraphic).flatMap(UnicodeScalar.init),
        scalar.value >= 0x20, CharacterWidth.columns(of: scalar.value) > 0
      else { throw reader.wrong("the last character is none") }
      self.lastGraphic = scalar.value
    }
    self.title = title
    self.iconName = iconName
    self.inputStart = inputStart
    self.isInputStartExact = isInputStartExact
    self.counters = counters
    self.clusters = clusters
  }

  private static func cursor(
    _ rows: Range<Int>, _ columns: Range<Int>, from reader: inout SnapshotReader
  ) throws(SnapshotError) -> Cursor {
    let cursor = Cursor(
      row: try reader.number(in: 0...rows.upperBound - 1, "a cursor"),
      column: try reader.number(in: 0...columns.upperBound - 1, "a cursor"),
      isWrapPending: try reader.flag())
    return cursor
  }

  private static func charsets(
    from reader: inout SnapshotReader
  ) throws(SnapshotError) -> Charsets {
    var charsets = Charsets()
    for index in 0..<4 {
      guard let charset = Charset(rawValue: try reader.byte()) else {
        throw reader.wrong("a set of characters is unknown")
      }
      charsets.designated[index] = charset.rawValue
    }
    charsets.inUse = try reader.byte()
    charsets.single = try reader.byte()
    guard charsets.inUse < 4, charsets.single == 0 || charsets.single == 2 || charsets.single == 3
    else { throw reader.wrong("a set of characters is none of four") }
    return charsets
  }

  private static var counters: [WritableKeyPath<Counters, UInt64>] {
    [
      \.strings, \.stringBytes, \.stringsCancelled, \.stringsAbandoned, \.clipboardRequests,
      \.queries, \.unknownSequences, \.invalidText, \.marksDropped, \.eventsLost,
    ]
  }
}
