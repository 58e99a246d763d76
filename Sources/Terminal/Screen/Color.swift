/// A colour of a cell.
public struct Color: BitwiseCopyable, Hashable, Sendable {
  /// The kind in the upper byte, then its number or red, green and blue.
  let bits: UInt32

  init(bits: UInt32) {
    self.bits = bits
  }

  /// What the terminal has without colours.
  public static let standard = Color(bits: 0)

  /// One of the 256 of the palette; the first 16 are those of SGR 30 to 37 and 90 to 97.
  public static func palette(_ number: UInt8) -> Color {
    Color(bits: 1 << 24 | UInt32(number))
  }

  /// A colour by its parts.
  public static func rgb(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Color {
    Color(bits: 2 << 24 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
  }

  /// The number in the palette, of such a colour.
  public var paletteNumber: UInt8? {
    bits >> 24 == 1 ? UInt8(truncatingIfNeeded: bits) : nil
  }

  /// The parts, of such a colour.
  public var parts: (red: UInt8, green: UInt8, blue: UInt8)? {
    guard bits >> 24 == 2 else { return nil }
    return (
      UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8),
      UInt8(truncatingIfNeeded: bits)
    )
  }

  /// Whether such bits are a colour.
  static func isValid(_ bits: UInt32) -> Bool {
    switch bits >> 24 {
    case 0: bits == 0
    case 1: bits & 0xff_ffff < 256
    case 2: true
    default: false
    }
  }
}
