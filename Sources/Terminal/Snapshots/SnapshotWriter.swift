/// Writes a screen's parts: numbers as LEB128, cells as ``CellCode`` says.
struct SnapshotWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ byte: UInt8) {
    bytes.append(byte)
  }

  mutating func number(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func number(_ number: Int) {
    self.number(UInt64(bitPattern: Int64(number)))
  }

  mutating func flag(_ flag: Bool) {
    bytes.append(flag ? 1 : 0)
  }

  mutating func text(_ text: [UInt8]) {
    number(text.count)
    bytes.append(contentsOf: text)
  }

  mutating func style(_ cell: Cell) {
    number(UInt64(cell.foreground.bits))
    number(UInt64(cell.background.bits))
    number(UInt64(cell.attributes.rawValue))
  }
}
