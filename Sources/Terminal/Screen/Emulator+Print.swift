extension Emulator {
  mutating func print(ascii bytes: Span<UInt8>) {
    guard charsets.isPlain, !modes.contains(.insert) else {
      let end = offset
      for index in bytes.indices {
        offset = end &- UInt64(bytes.count - 1 - index)
        printOne(charsets.scalar(bytes[index]), width: 1)
      }
      return
    }
    lastGraphic = UInt32(bytes[bytes.count - 1])
    write(bytes, bytesEach: 1)
  }

  /// Writes characters that are as they are; each is so many bytes of the stream.
  private mutating func write(_ bytes: Span<UInt8>, bytesEach: UInt64) {
    let count = bytes.count
    let columns = grid.columns
    // Nearly always it has room.
    if !cursor.isWrapPending, count < columns - cursor.column {
      let place = grid.place(cursor.row)
      let end = cursor.column + count
      if journal != nil {
        willWrite(place, cursor.row, from: cursor.column, at: offset)
      }
      grid.write(bytes, at: place, cursor.column, like: pen)
      cursor.column = end
      return
    }
    var start = 0
    while start < count {
      if cursor.isWrapPending { wrap() }
      let room = columns - cursor.column
      let length = min(room, count - start)
      let place = grid.place(cursor.row)
      let end = cursor.column + length
      if journal != nil {
        let written = offset &- bytesEach * UInt64(count - start - length)
        willWrite(place, cursor.row, from: cursor.column, at: written)
      }
      grid.write(
        bytes.extracting(start..<start + length), at: place, cursor.column, like: pen)
      start += length
      if end == columns {
        cursor.column = columns - 1
        cursor.isWrapPending = true
        // Without a next row for them, characters replace each other in the last column.
        if start < count, !modes.contains(.autowrap) { start = count - 1 }
      } else {
        cursor.column = end
      }
    }
  }

  mutating func print(_ scalar: UInt32) {
    charsets.single = 0
    let width = CharacterWidth.columns(of: scalar)
    if width == 0 {
      addMark(scalar)
    } else {
      printOne(scalar, width: width)
    }
  }

  mutating func printInvalid() {
    counters.invalidText &+= 1
    print(SafeScalar.replacement)
  }

  private mutating func printOne(_ scalar: UInt32, width: Int) {
    let columns = grid.columns
    if cursor.isWrapPending { wrap() }
    lastGraphic = scalar
    if width > columns - cursor.column {
      // Half a character cannot be shown: it goes to the next row, or nowhere.
      guard modes.contains(.autowrap), width <= columns else { return }
      cursor.isWrapPending = true
      wrap()
    }
    let place = grid.place(cursor.row)
    let end = cursor.column + width
    if modes.contains(.insert) {
      if journal != nil { willEdit(place, cursor.row, from: cursor.column, to: columns) }
      grid.insert(width, at: place, cursor.column, blank)
    }
    if journal != nil {
      willWrite(place, cursor.row, from: cursor.column, at: offset)
    }
    grid.write(scalar, width: width, at: place, cursor.column, like: pen)
    if end == columns {
      cursor.column = columns - 1
      cursor.isWrapPending = true
    } else {
      cursor.column = end
    }
  }

  /// Goes to the next row because the last column was written.
  private mutating func wrap() {
    cursor.isWrapPending = false
    guard modes.contains(.autowrap) else { return }
    grid[line: grid.place(cursor.row)].isWrapped = true
    index()
    cursor.column = 0
  }

  /// Puts a mark on the character before the cursor.
  private mutating func addMark(_ mark: UInt32) {
    var column = cursor.isWrapPending ? cursor.column : cursor.column - 1
    let place = grid.place(cursor.row)
    if column > 0, grid.cell(place, column).width == 0 { column -= 1 }
    guard column >= 0 else {
      counters.marksDropped &+= 1
      return
    }
    if clusters.isFull { compactClusters() }
    guard let content = clusters.add(mark, to: grid.cell(place, column).content) else {
      counters.marksDropped &+= 1
      return
    }
    if journal != nil { didChange(place) }
    grid.setContent(content, at: place, column)
  }

  /// REP.
  mutating func repeatLast(_ count: Int) {
    let scalar = lastGraphic
    let width = CharacterWidth.columns(of: scalar)
    guard scalar != 0, width <= columns else { return }
    // Once the screen is full of it, a row more changes nothing but what has scrolled away.
    let inRow = columns / width
    let inScreen = inRow * rows
    let count = count <= inScreen ? count : inScreen + (count - inScreen) % inRow
    if scalar < 0x7f, charsets.isPlain, !modes.contains(.insert) {
      write(
        [UInt8](repeating: UInt8(truncatingIfNeeded: scalar), count: count).span, bytesEach: 0)
    } else {
      for _ in 0..<count { printOne(scalar, width: width) }
    }
  }
}
