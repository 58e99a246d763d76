/// Reads a state from bytes, of which none is believed.
struct StateDecoder: StateCoder {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var texts: [String] = []

  /// - Parameters:
  ///   - bytes: as ``StateEncoder`` wrote them.
  ///   - path: where they are from; for messages.
  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  mutating func code(_ number: inout Int64) throws(HistoryError) {
    number = try next()
  }

  mutating func code(_ text: inout String) throws(HistoryError) {
    let number = try next()
    guard number == 0 else {
      guard number > 0, number <= texts.count else { throw damaged }
      text = texts[Int(number) - 1]
      return
    }
    let count = try next()
    guard count >= 0, count <= bytes.count - position else { throw damaged }
    text = String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    position += Int(count)
    texts.append(text)
  }

  mutating func codeCount(_ count: Int) throws(HistoryError) -> Int {
    let count = try next()
    // Every element takes a byte at least.
    guard count >= 0, count <= bytes.count - position else { throw damaged }
    return Int(count)
  }

  private mutating func next() throws(HistoryError) -> Int64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1) }
      shift += 7
    }
    throw damaged
  }

  private var damaged: HistoryError {
    HistoryError("\(path): a checkpoint of the host's state cannot be read", .damaged)
  }
}
