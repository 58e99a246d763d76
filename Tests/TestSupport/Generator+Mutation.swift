extension Generator {
  /// The bytes with a few of them wrong: replaced, taken away, doubled, moved, or with signs of JSON.
  package mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let signs = Array("{}[]\",:\\u0-9tfn\n\u{0}".utf8) + [0x80, 0xc3, 0xff]
    for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      let end = min(bytes.count, place + Int.random(in: 1...12, using: &self))
      switch Int.random(in: 0..<6, using: &self) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[place] = signs.randomElement(using: &self) ?? 0
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.insert(signs.randomElement(using: &self) ?? 0, at: place)
      default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &self))
      }
    }
    return bytes
  }
}
