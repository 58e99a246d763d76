/// Reads the time of a line, which has one form only: `2026-11-22T10:00:00.123456789Z`.
///
/// Remembers the second it read last: most events are of the same one.
struct LineTime {
  /// With the quotes.
  static let byteCount = 32

  private var prefix: (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var second: Int64 = 0

  /// Nanoseconds since 1970.
  ///
  /// - Parameter text: the value with its quotes, which `LineWalk` has looked at: 32 bytes.
  /// - Returns: the time.
  mutating func nanoseconds(_ text: UnsafeRawBufferPointer) -> Int64 {
    let words = (
      text.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
      text.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
      // Up to the decimal point: 21 bytes with the quote.
      text.loadUnaligned(fromByteOffset: 16, as: UInt64.self) & 0xff_ffff_ffff
    )
    if words != prefix {
      prefix = words
      second = Self.second(text)
    }
    return second &* 1_000_000_000 &+ Self.digits(text, 21..<30)
  }

  private static func second(_ text: UnsafeRawBufferPointer) -> Int64 {
    let day = days(
      year: digits(text, 1..<5), month: digits(text, 6..<8), day: digits(text, 9..<11))
    return day * 86_400 + digits(text, 12..<14) * 3600 + digits(text, 15..<17) * 60
      + digits(text, 18..<20)
  }

  @inline(__always)
  private static func digits(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int64 {
    var number: Int64 = 0
    for index in range { number = number &* 10 &+ Int64(text[index] &- UInt8(ascii: "0")) }
    return number
  }

  /// Days since 1970-01-01.
  ///
  /// The algorithm is civil_to_days of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let ofEra = year - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
