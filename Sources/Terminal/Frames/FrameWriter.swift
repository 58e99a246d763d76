/// Makes the bytes that draw cells on a terminal.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []
  private let firstRow: Int
  private let isReversed: Bool
  private let revealsInvisible: Bool
  /// The style that the terminal has; nil: not known.
  private var style: Cell?
  /// Where its cursor is; nil: not known.
  private var place: (row: Int, column: Int)?

  init(firstRow: Int, isReversed: Bool, revealsInvisible: Bool) {
    self.firstRow = firstRow
    self.isReversed = isReversed
    self.revealsInvisible = revealsInvisible
  }

  /// Writes a character.
  mutating func write(_ scalars: [UInt32], _ cell: Cell, _ row: Int, _ column: Int) {
    move(row, column)
    setStyle(cell)
    let shown = Self.safe(scalars)
    for scalar in shown { UTF8Text.encode(scalar) { bytes.append($0) } }
    if shown.count == 1, shown[0] < 0x7f {
      place = (row, column + 1)
    } else {
      // U+FFFD in place of a wide character leaves its right half.
      if cell.width == 2, shown == [SafeScalar.replacement] {
        move(row, column + 1)
        bytes.append(0x20)
      }
      place = nil
    }
  }

  /// Makes cells blank up to a column, the last one that is shown.
  mutating func erase(_ row: Int, from start: Int, to end: Int, _ background: Color) {
    move(row, start)
    let isPlain = background == .standard && !isReversed
    setStyle(Cell(background: background))
    if isPlain {
      text("\u{1b}[K")
    } else {
      // Erasing would colour what the terminal has to the right of the frame.
      for _ in start..<end { bytes.append(0x20) }
      place = nil
    }
  }

  /// Ends with the cursor in its place and no style.
  mutating func finish(row: Int, column: Int) {
    text("\u{1b}[0m")
    style = nil
    place = nil
    move(row, column)
  }

  /// The scalars that may be printed.
  private static func safe(_ scalars: [UInt32]) -> [UInt32] {
    var shown: [UInt32] = []
    for scalar in scalars {
      switch SafeScalar.judge(scalar) {
      case .shown: shown.append(scalar)
      case .joining: break
      case .replaced: return [SafeScalar.replacement]
      }
    }
    // A joiner alone is a cell that is not blank.
    return shown.isEmpty ? [SafeScalar.replacement] : shown
  }

  private mutating func move(_ row: Int, _ column: Int) {
    if let place, place == (row, column) { return }
    text("\u{1b}[")
    number(firstRow + row + 1)
    bytes.append(UInt8(ascii: ";"))
    number(column + 1)
    bytes.append(UInt8(ascii: "H"))
    place = (row, column)
  }

  private mutating func setStyle(_ cell: Cell) {
    if let style, style.hasStyle(of: cell) { return }
    style = cell
    text("\u{1b}[0")
    var attributes = cell.attributes
    if isReversed { attributes.formSymmetricDifference(.inverse) }
    if revealsInvisible { attributes.remove(.invisible) }
    for (attribute, code) in Self.codes where attributes.contains(attribute) {
      bytes.append(UInt8(ascii: ";"))
      number(code)
    }
    color(cell.foreground, base: 30)
    color(cell.background, base: 40)
    bytes.append(UInt8(ascii: "m"))
  }

  private static let codes: [(Attributes, Int)] = [
    (.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.blink, 5), (.inverse, 7),
    (.invisible, 8), (.strike, 9),
  ]

  private mutating func color(_ color: Color, base: Int) {
    if let number = color.paletteNumber {
      bytes.append(UInt8(ascii: ";"))
      if number < 8 {
        self.number(base + Int(number))
      } else if number < 16 {
        self.number(base + 52 + Int(number))
      } else {
        self.number(base + 8)
        text(";5;")
        self.number(Int(number))
      }
    } else if let parts = color.parts {
      bytes.append(UInt8(ascii: ";"))
      number(base + 8)
      text(";2")
      for part in [parts.red, parts.green, parts.blue] {
        bytes.append(UInt8(ascii: ";"))
        number(Int(part))
      }
    }
  }

  private mutating func text(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func number(_ value: Int) {
    if value >= 10 { number(value / 10) }
    bytes.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
  }
}
