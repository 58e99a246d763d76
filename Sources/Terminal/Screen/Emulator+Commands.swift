extension Emulator {
  /// No command is longer.
  static let commandLimit = 16_384

  mutating func setPasteBrackets(_ isOn: Bool) {
    let wereOn = modes.contains(.pasteBrackets)
    if isOn {
      modes.insert(.pasteBrackets)
      if !isAlternate, !isInputStartExact { inputStart = position }
      tell(.promptReady)
    } else {
      modes.remove(.pasteBrackets)
      // A second one ends nothing.
      guard wereOn else { return }
      let command = shownCommand()
      inputStart = nil
      isInputStartExact = false
      tell(.commandEntered(command))
    }
  }

  /// What is shown from where the command begins up to the cursor; nil where that is not known.
  func shownCommand() -> ShownCommand? {
    guard let inputStart, !isAlternate else { return nil }
    return text(from: inputStart, to: position)
  }

  /// The text between two places of the screen in use.
  func text(from start: TextPosition, to end: TextPosition) -> ShownCommand {
    var bytes: [UInt8] = []
    let oldest = grid.scrolled &- UInt64(grid.history)
    var isCut = start.line < oldest
    let lastRow = grid.scrolled &+ UInt64(rows - 1)
    let from = isCut ? TextPosition(line: oldest, column: 0) : start
    var line = from.line
    while line <= min(end.line, lastRow) {
      let place = grid.place(Int(Int64(bitPattern: line &- grid.scrolled)))
      let first = line == from.line ? max(0, from.column) : 0
      let last = line == end.line ? end.column : columns
      let count = bytes.count
      grid.appendText(of: place, from: first, to: last, clusters, to: &bytes)
      let isJoined = grid[line: place].isWrapped && line < end.line
      // What is blank at the end of a row says nothing, unless the text goes on.
      if !isJoined { while bytes.count > count, bytes.last == 0x20 { bytes.removeLast() } }
      if bytes.count > Self.commandLimit {
        isCut = true
        bytes.removeLast(bytes.count - Self.commandLimit)
        break
      }
      if !isJoined, line < end.line { bytes.append(0x0a) }
      line += 1
    }
    while let last = bytes.last, last == 0x20 || last == 0x0a { bytes.removeLast() }
    return ShownCommand(text: String(decoding: bytes, as: UTF8.self), isCut: isCut)
  }
}
