/// Scalars as UTF-8.
enum UTF8Text {
  /// Calls back for each byte of a scalar.
  @inline(__always)
  static func encode(_ scalar: UInt32, _ body: (UInt8) -> Void) {
    func byte(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
    switch scalar {
    case 0..<0x80: body(byte(scalar))
    case 0x80..<0x800:
      body(byte(0xc0 | scalar >> 6))
      body(byte(0x80 | scalar & 0x3f))
    case 0x800..<0x1_0000:
      body(byte(0xe0 | scalar >> 12))
      body(byte(0x80 | scalar >> 6 & 0x3f))
      body(byte(0x80 | scalar & 0x3f))
    default:
      body(byte(0xf0 | scalar >> 18 & 7))
      body(byte(0x80 | scalar >> 12 & 0x3f))
      body(byte(0x80 | scalar >> 6 & 0x3f))
      body(byte(0x80 | scalar & 0x3f))
    }
  }
}
