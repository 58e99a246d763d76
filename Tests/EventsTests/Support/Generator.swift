/// A small generator of random numbers (SplitMix64): the same seed makes the same test.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Bytes that look like text now and then: pieces of all sorts, well-formed and not.
  mutating func text(upTo count: Int) -> [UInt8] {
    let pieces: [[UInt8]] = [
      Array("plain text ".utf8), Array("ä€😀".utf8), Array("\\".utf8), Array("\\x41".utf8),
      Array("\\x5C".utf8), Array("\\xg".utf8), Array("\"\n\t\r\u{8}\u{c}\u{1f}\u{7f}".utf8),
      [0], [0xff], [0xc3], [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x9f],
      [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
    ]
    var bytes: [UInt8] = []
    let count = Int.random(in: 1...count, using: &self)
    while bytes.count < count {
      if Bool.random(using: &self) {
        bytes += pieces.randomElement(using: &self) ?? []
      } else {
        bytes.append(UInt8.random(in: 0...255, using: &self))
      }
    }
    return Array(bytes.prefix(count))
  }
}
