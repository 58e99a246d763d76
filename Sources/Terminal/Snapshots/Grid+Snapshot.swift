extension Grid {
  /// Writes all rows; those that have left first.
  func encode(_ clusters: Clusters, to writer: inout SnapshotWriter) {
    writer.number(history)
    writer.number(scrolled)
    writer.number(givenUp)
    for row in -history..<rows { encodeRow(place(row), clusters, to: &writer) }
  }

  private func encodeRow(_ place: Int, _ clusters: Clusters, to writer: inout SnapshotWriter) {
    let line = self[line: place]
    let used = line.used
    let hasFill = line.fill != .blank
    writer.byte((line.isWrapped ? 1 : 0) | (hasFill ? 2 : 0))
    writer.number(used)
    if hasFill {
      writer.style(line.fill)
      writer.number(UInt64(line.fill.content))
    }
    var style = Cell.blank
    var column = 0
    while column < used {
      let cell = cell(place, column)
      if !cell.hasStyle(of: style) {
        style = cell
        writer.byte(CellCode.style)
        writer.style(cell)
      }
      let width = max(1, Int(cell.width))
      var count = 1
      while column + count * width < used, self.cell(place, column + count * width) == cell {
        count += 1
      }
      if count > 3 {
        writer.byte(CellCode.repeated)
        writer.number(count)
      } else {
        count = 1
      }
      encodeContent(cell, clusters, to: &writer)
      column += count * width
    }
  }

  private func encodeContent(_ cell: Cell, _ clusters: Clusters, to writer: inout SnapshotWriter) {
    let isWide = cell.width == 2
    if cell.content & Clusters.flag != 0 {
      let scalars = clusters.scalars(cell.content)
      writer.byte(isWide ? CellCode.markedWide : CellCode.markedNarrow)
      writer.number(scalars.count - 1)
      for scalar in scalars { writer.number(UInt64(scalar)) }
    } else if !isWide, cell.content &- 0x20 < 0x5f {
      writer.byte(UInt8(truncatingIfNeeded: cell.content))
    } else {
      writer.byte(isWide ? CellCode.wide : CellCode.narrow)
      writer.number(UInt64(cell.content))
    }
  }

  /// Reads rows.
  init(
    rows: Int, columns: Int, historyLimit: Int, _ clusters: inout Clusters,
    from reader: inout SnapshotReader
  ) throws(SnapshotError) {
    let history = try reader.number(in: 0...historyLimit, "the number of rows")
    let scrolled = try reader.number()
    let givenUp = try reader.number()
    guard givenUp <= scrolled, scrolled - givenUp >= UInt64(history), scrolled < 1 << 62 else {
      throw reader.wrong("rows were never there")
    }
    self.init(rows: rows, columns: columns, historyLimit: historyLimit, history: history)
    setCounts(scrolled: scrolled, givenUp: givenUp)
    for row in -history..<rows { try decodeRow(place(row), &clusters, from: &reader) }
  }

  private mutating func decodeRow(
    _ place: Int, _ clusters: inout Clusters, from reader: inout SnapshotReader
  ) throws(SnapshotError) {
    let flags = try reader.byte()
    guard flags < 4 else { throw reader.wrong("flags of a row are unknown") }
    let used = try reader.number(in: 0...columns, "the length of a row")
    var line = Line()
    if flags & 2 != 0 {
      line.fill = try reader.style()
      line.fill.content = try reader.scalar()
      guard line.fill.content < 0x7f else {
        throw reader.wrong("a row is filled with no character")
      }
    }
    line.isWrapped = flags & 1 != 0
    self[line: place] = line
    var style = Cell.blank
    var column = 0
    while column < used {
      var code = try reader.byte()
      if code == CellCode.style {
        style = try reader.style()
        code = try reader.byte()
      }
      var count = 1
      if code == CellCode.repeated {
        count = try reader.number(in: 1...columns, "how often a cell counts")
        code = try reader.byte()
      }
      let (content, width) = try Self.decodeContent(code, &clusters, from: &reader)
      guard count * width <= used - column else { throw reader.wrong("a row is too long") }
      for _ in 0..<count {
        write(content, width: width, at: place, column, like: style)
        column += width
      }
    }
  }

  private static func decodeContent(
    _ code: UInt8, _ clusters: inout Clusters, from reader: inout SnapshotReader
  ) throws(SnapshotError) -> (content: UInt32, width: Int) {
    switch code {
    case 0x20..<0x7f: return (UInt32(code), 1)
    case CellCode.narrow: return (try reader.scalar(), 1)
    case CellCode.wide: return (try reader.scalar(), 2)
    case CellCode.markedNarrow, CellCode.markedWide:
      let count = try reader.number(in: 1...Clusters.markLimit, "the number of marks")
      var content = try reader.scalar()
      for _ in 0..<count {
        guard let marked = clusters.add(try reader.scalar(), to: content) else {
          throw reader.wrong("a character has too many marks")
        }
        content = marked
      }
      return (content, code == CellCode.markedWide ? 2 : 1)
    default: throw reader.wrong("a cell is unknown")
    }
  }
}
