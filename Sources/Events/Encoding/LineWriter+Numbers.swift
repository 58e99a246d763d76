/// All numbers of two decimal digits, one after the other.
private let decimalPairs: StaticString = """
  0001020304050607080910111213141516171819\
  2021222324252627282930313233343536373839\
  4041424344454647484950515253545556575859\
  6061626364656667686970717273747576777879\
  8081828384858687888990919293949596979899
  """

extension LineWriter {
  @inline(__always)
  mutating func digit(_ value: UInt64) {
    byte(UInt8(truncatingIfNeeded: value) &+ UInt8(ascii: "0"))
  }

  /// Writes a value below 100 with two digits.
  @inline(__always)
  mutating func twoDigits(_ value: UInt64) {
    let offset = Int(truncatingIfNeeded: value) &* 2
    // Safety: the table has 100 pairs.
    let pair = unsafe UnsafeRawPointer(decimalPairs.utf8Start).loadUnaligned(
      fromByteOffset: offset, as: UInt16.self)
    word(UInt16(littleEndian: pair), count: 2)
  }

  /// Writes a value below 10,000 with four digits.
  @inline(__always)
  mutating func fourDigits(_ value: UInt64) {
    twoDigits(value / 100)
    twoDigits(value % 100)
  }

  /// Writes a value below 100,000,000 with eight digits.
  @inline(__always)
  mutating func eightDigits(_ value: UInt64) {
    fourDigits(value / 10_000)
    fourDigits(value % 10_000)
  }

  /// Writes a value below 10,000.
  @inline(__always)
  private mutating func smallDecimal(_ value: UInt64) {
    if value < 100 {
      if value < 10 { digit(value) } else { twoDigits(value) }
    } else {
      let hundreds = value / 100
      if hundreds < 10 { digit(hundreds) } else { twoDigits(hundreds) }
      twoDigits(value % 100)
    }
  }

  /// Writes a value below 100,000,000.
  @inline(__always)
  private mutating func mediumDecimal(_ value: UInt64) {
    if value < 10_000 {
      smallDecimal(value)
    } else {
      smallDecimal(value / 10_000)
      fourDigits(value % 10_000)
    }
  }

  mutating func decimal(_ value: UInt64) {
    if value < 100_000_000 {
      mediumDecimal(value)
    } else if value < 10_000_000_000_000_000 {
      mediumDecimal(value / 100_000_000)
      eightDigits(value % 100_000_000)
    } else {
      let high = value / 100_000_000
      smallDecimal(high / 100_000_000)
      eightDigits(high % 100_000_000)
      eightDigits(value % 100_000_000)
    }
  }

  mutating func decimal(_ value: Int32) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    decimal(UInt64(value.magnitude))
  }

  /// Writes lower-case hexadecimal digits without leading zeros.
  mutating func hexadecimal(_ value: UInt64) {
    let digits = max(1, (67 - value.leadingZeroBitCount) / 4)
    let aligned = value << UInt64(64 - 4 * digits)
    let high = LineWriter.hexadecimalDigits(UInt32(truncatingIfNeeded: aligned >> 32))
    let low = LineWriter.hexadecimalDigits(UInt32(truncatingIfNeeded: aligned))
    // Safety: room was reserved for sixteen digits.
    unsafe cursor.storeBytes(of: high, as: UInt64.self)
    unsafe cursor.storeBytes(of: low, toByteOffset: 8, as: UInt64.self)
    unsafe cursor += digits
  }

  /// Writes all lower-case hexadecimal digits of a value.
  mutating func sixteenHexadecimalDigits(_ value: UInt64) {
    let high = LineWriter.hexadecimalDigits(UInt32(truncatingIfNeeded: value >> 32))
    let low = LineWriter.hexadecimalDigits(UInt32(truncatingIfNeeded: value))
    word(high, count: 8)
    word(low, count: 8)
  }

  /// The eight digits of a word as they stand in memory.
  @inline(__always)
  private static func hexadecimalDigits(_ value: UInt32) -> UInt64 {
    var spread = UInt64(value)
    spread = (spread << 16 | spread) & 0x0000_ffff_0000_ffff
    spread = (spread << 8 | spread) & 0x00ff_00ff_00ff_00ff
    spread = (spread << 4 | spread) & 0x0f0f_0f0f_0f0f_0f0f
    // 1 in each byte that is 10 or more; "a" is 39 behind where "0" + 10 would be.
    let letters = ((spread &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    return (spread &+ 0x3030_3030_3030_3030 &+ letters &* 39).bigEndian
  }

  /// Writes a byte as two lower-case hexadecimal digits.
  @inline(__always)
  mutating func twoHexadecimalDigits(_ value: UInt8) {
    let digits: StaticString = "0123456789abcdef"
    // Safety: a nibble is below 16.
    unsafe byte(digits.utf8Start[Int(value >> 4)])
    unsafe byte(digits.utf8Start[Int(value & 15)])
  }

  /// Writes the low twelve bits as four octal digits.
  mutating func fourOctalDigits(_ value: UInt32) {
    for shift in stride(from: UInt32(9), through: 0, by: -3) {
      digit(UInt64(value >> shift & 7))
    }
  }
}
