extension Frame {
  /// Writes the frame, or what is different in it, for a terminal in UTF-8.
  ///
  /// The bytes are made from cells and from nothing else: printable characters, SGR, CUP and `ESC[K`, which erases
  /// what the terminal has to the right of the frame, too. Nothing of what was recorded passes by itself: where a cell's character or one of its marks is a control
  /// character, turns the direction of writing, or is one that nobody can see, the cell shows U+FFFD; joiners and
  /// variation selectors, which could change how many columns the terminal takes, are left out. Behind each
  /// character that is not ASCII the cursor is placed anew, so that a terminal that knows other widths shows the rest
  /// where it belongs. Texts in scripts that run from right to left are not marked: a terminal that turns them by itself
  /// does so within their row.
  ///
  /// The cursor is left where the frame has it; showing and hiding it is up to the caller (``Frame/cursor``), as is all
  /// that is to be restored afterwards: the last bytes are `ESC[0m` and a CUP.
  ///
  /// - Parameters:
  ///   - previous: what the terminal shows now; nil: anything. Where the size or `isReversed` differs it is not used.
  ///   - firstRow: the row of the terminal where the frame begins, from 0.
  ///   - size: how much of the frame has room, from its upper left corner; nil: all of it.
  ///   - revealsInvisible: whether to show what the recorded terminal was told to hide (SGR 8).
  /// - Returns: bytes to write to the terminal.
  public func render(
    after previous: Frame? = nil, firstRow: Int = 0, within size: (rows: Int, columns: Int)? = nil,
    revealsInvisible: Bool = false
  ) -> [UInt8] {
    let shownRows = min(rows, max(0, size?.rows ?? rows))
    let shownColumns = min(columns, max(0, size?.columns ?? columns))
    let previous = previous.flatMap { $0.isComparable(with: self) ? $0 : nil }
    var writer = FrameWriter(
      firstRow: max(0, firstRow), isReversed: isReversed, revealsInvisible: revealsInvisible)
    for row in 0..<shownRows {
      if let previous, previous.hasRow(row, equalTo: self) { continue }
      renderRow(row, columns: shownColumns, after: previous, &writer)
    }
    writer.finish(
      row: min(cursor.row, max(0, shownRows - 1)),
      column: min(cursor.column, max(0, shownColumns - 1)))
    return writer.bytes
  }

  private func isComparable(with other: Frame) -> Bool {
    rows == other.rows && columns == other.columns && isReversed == other.isReversed
  }

  private func hasRow(_ row: Int, equalTo other: Frame) -> Bool {
    (0..<columns).allSatisfy { hasCell(row, $0, equalTo: other) }
  }

  private func hasCell(_ row: Int, _ column: Int, equalTo other: Frame) -> Bool {
    var left = self[row, column]
    var right = other[row, column]
    if left.content & Clusters.flag != 0, right.content & Clusters.flag != 0 {
      guard recordedScalars(row, column) == other.recordedScalars(row, column) else { return false }
      left.content = 0
      right.content = 0
    }
    return left == right
  }

  private func renderRow(
    _ row: Int, columns shown: Int, after previous: Frame?, _ writer: inout FrameWriter
  ) {
    // From here on the row is blank, all in one style.
    var end = shown
    while end > 0 {
      let cell = self[row, end - 1]
      guard cell.content == 0x20, cell.width == 1, cell.isErased,
        cell.background == self[row, shown - 1].background
      else { break }
      end -= 1
    }
    var column = 0
    while column < end {
      let cell = self[row, column]
      let width = max(1, Int(cell.width))
      let isSame =
        previous.map { previous in
          (column..<column + width).allSatisfy { hasCell(row, $0, equalTo: previous) }
        } ?? false
      if !isSame {
        if column + width > shown {
          writer.write([0x20], cell, row, column)
        } else {
          writer.write(recordedScalars(row, column), cell, row, column)
        }
      }
      column += width
    }
    guard end < shown else { return }
    let isSame =
      previous.map { previous in
        (end..<shown).allSatisfy { hasCell(row, $0, equalTo: previous) }
      } ?? false
    if !isSame {
      writer.erase(row, from: end, to: shown, self[row, shown - 1].background)
    }
  }
}

extension Cell {
  /// Whether an erased cell with the same background looks like it.
  var isErased: Bool { attributes.isDisjoint(with: [.inverse, .underline, .strike, .blink]) }
}
