/// Strict UTF-8, as in table 3-7 of the Unicode standard.
enum UTF8Scalar {
  /// Measures the well-formed scalar that begins here.
  ///
  /// - Parameters:
  ///   - start: a byte of the text.
  ///   - left: the number of bytes from there on, at least 1.
  /// - Returns: its number of bytes; 0 where there is none.
  static func length(_ start: UnsafePointer<UInt8>, left: Int) -> Int {
    // Safety: each byte is read only where enough of them are left.
    let first = unsafe start[0]
    switch first {
    case 0..<0x80: return 1
    case 0xc2...0xdf:
      return unsafe left >= 2 && isContinuation(start[1]) ? 2 : 0
    case 0xe0...0xef:
      guard left >= 3 else { return 0 }
      let second: ClosedRange<UInt8> =
        switch first {
        case 0xe0: 0xa0...0xbf  // below: overlong
        case 0xed: 0x80...0x9f  // above: surrogates
        default: 0x80...0xbf
        }
      return unsafe second.contains(start[1]) && isContinuation(start[2]) ? 3 : 0
    case 0xf0...0xf4:
      guard left >= 4 else { return 0 }
      let second: ClosedRange<UInt8> =
        switch first {
        case 0xf0: 0x90...0xbf  // below: overlong
        case 0xf4: 0x80...0x8f  // above: behind U+10FFFF
        default: 0x80...0xbf
        }
      return unsafe second.contains(start[1]) && isContinuation(start[2])
        && isContinuation(start[3]) ? 4 : 0
    default: return 0
    }
  }

  private static func isContinuation(_ byte: UInt8) -> Bool {
    byte & 0xc0 == 0x80
  }
}
