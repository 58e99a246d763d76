/// Writes a state as bytes: numbers of seven bits a byte, the least first, and every text once.
struct StateEncoder: StateCoder {
  private(set) var bytes: [UInt8] = []
  private var texts: [String: Int64] = [:]

  mutating func code(_ number: inout Int64) throws(HistoryError) {
    append(number)
  }

  mutating func code(_ text: inout String) throws(HistoryError) {
    if let known = texts[text] { return append(known) }
    texts[text] = Int64(texts.count + 1)
    append(0)
    append(Int64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func codeCount(_ count: Int) throws(HistoryError) -> Int {
    append(Int64(count))
    return count
  }

  private mutating func append(_ number: Int64) {
    // Numbers around 0 are short, whatever their sign.
    var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
