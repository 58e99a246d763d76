/// The values of a shared part one behind the other, as whoever has met them in a line put them
/// together: the number of a column with the highest bit set, and the value as JSON.
///
/// Two combinations are the same if these bytes are: outside of quotes, JSON of ours has no byte with
/// that bit.
struct SharedValues {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Stands for the row of another part that this one refers to.
  static let innerColumn = 0x7f

  /// The byte before the value of a column.
  static func mark(_ column: Int) -> UInt8 { UInt8(truncatingIfNeeded: column) | 0x80 }

  /// The next column and its value.
  mutating func next() -> (column: Int, value: UnsafeRawBufferPointer)? {
    guard position < bytes.count else { return nil }
    let column = Int(bytes[position] & 0x7f)
    let start = position + 1
    position = start
    var isInText = false
    while position < bytes.count {
      let byte = bytes[position]
      if isInText, byte == UInt8(ascii: "\\") {
        position += 1
      } else if byte == UInt8(ascii: "\"") {
        isInText.toggle()
      } else if !isInText, byte & 0x80 != 0 {
        break
      }
      position += 1
    }
    return (column, UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
  }
}
