extension Emulator {
  mutating func setModes(_ parameters: borrowing Parameters, to isOn: Bool) {
    for index in 0..<parameters.count {
      switch parameters[index] {
      case 4: set(.insert, to: isOn)
      case 20: set(.newLine, to: isOn)
      default: break
      }
    }
  }

  mutating func setPrivateModes(_ parameters: borrowing Parameters, to isOn: Bool) {
    for index in 0..<parameters.count {
      switch parameters[index] {
      case 5: set(.reversed, to: isOn)
      case 6:
        set(.origin, to: isOn)
        move(row: 0, column: 0)
      case 7: set(.autowrap, to: isOn)
      case 25: set(.cursorVisible, to: isOn)
      case 47: useAlternate(isOn)
      case 1047:
        if !isOn, isAlternate { clearRows(0..<rows) }
        useAlternate(isOn)
      case 1048: if isOn { saveCursor() } else { restoreCursor() }
      case 1049:
        if isOn {
          saveCursor()
          useAlternate(true)
          clearRows(0..<rows)
          cursor.isWrapPending = false
        } else {
          useAlternate(false)
          restoreCursor()
        }
      case 2004: setPasteBrackets(isOn)
      default: break
      }
    }
  }

  private mutating func set(_ mode: Modes, to isOn: Bool) {
    if isOn { modes.insert(mode) } else { modes.remove(mode) }
  }

  /// Exchanges the screens; the cursor, its style and the margins are those of both.
  mutating func useAlternate(_ isOn: Bool) {
    guard isOn != isAlternate else { return }
    if journal != nil { willHide() }
    let other = hidden ?? Grid(rows: rows, columns: columns, historyLimit: 0)
    hidden = grid
    grid = other
    isAlternate = isOn
    journal?.beginAnew()
    tell(.alternateScreen(isOn))
  }

  /// DECSTR.
  mutating func softReset() {
    modes.remove([.insert, .origin])
    modes.insert([.autowrap, .cursorVisible])
    top = 0
    bottom = rows - 1
    pen = .blank
    charsets = Charsets()
    let saved = SavedCursor()
    if isAlternate { savedAlternate = saved } else { savedMain = saved }
  }

  /// RIS.
  mutating func reset() {
    useAlternate(false)
    pen = .blank
    clearRows(0..<rows)
    grid.dropHistory()
    cursor = Cursor()
    charsets = Charsets()
    savedMain = SavedCursor()
    savedAlternate = nil
    modes = .initial
    top = 0
    bottom = rows - 1
    tabs = TabStops()
    inputStart = nil
    isInputStartExact = false
    journal?.beginAnew()
    tell(.reset)
  }
}
