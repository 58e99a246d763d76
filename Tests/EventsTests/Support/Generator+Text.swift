import TestSupport

extension Generator {
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
