internal import CLines
internal import Events

/// Values of a line in other forms than the line's; each is what the walk through the line found it to be.
extension ScratchWriter {
  @inline(__always)
  mutating func enclosed(
    _ value: Range<Int>, of line: UnsafeRawBufferPointer, by opening: UInt8, _ closing: UInt8
  ) {
    byte(opening)
    unsafe copy(value, of: line)
    byte(closing)
  }

  /// The elements of a list of texts as one text, with spaces between them.
  mutating func joined(_ list: Range<Int>, of line: UnsafeRawBufferPointer) {
    byte(UInt8(ascii: "\""))
    var text = list.lowerBound + 1
    // Safety: the walk has found texts with commas between them, and a bracket at the end.
    while unsafe line[text] == UInt8(ascii: "\"") {
      let end = unsafe Self.closingQuote(from: text + 1, of: line)
      if text > list.lowerBound + 1 { byte(UInt8(ascii: " ")) }
      unsafe copy(text + 1..<end, of: line)
      guard unsafe line[end + 1] == UInt8(ascii: ",") else { break }
      text = end + 2
    }
    byte(UInt8(ascii: "\""))
  }

  /// The elements of a list of texts as objects, each with that opening.
  mutating func objects(
    _ list: Range<Int>, of line: UnsafeRawBufferPointer, opening: UnsafeRawBufferPointer
  ) {
    byte(UInt8(ascii: "["))
    var text = list.lowerBound + 1
    // Safety: as above.
    while unsafe line[text] == UInt8(ascii: "\"") {
      let end = unsafe Self.closingQuote(from: text + 1, of: line)
      if text > list.lowerBound + 1 { byte(UInt8(ascii: ",")) }
      unsafe copy(opening)
      unsafe copy(text..<end + 1, of: line)
      byte(UInt8(ascii: "}"))
      guard unsafe line[end + 1] == UInt8(ascii: ",") else { break }
      text = end + 2
    }
    byte(UInt8(ascii: "]"))
  }

  /// Where the text ends whose opening quote is before that position.
  @inline(__always)
  private static func closingQuote(from start: Int, of line: UnsafeRawBufferPointer) -> Int {
    if start &+ 16 <= line.count {
      // Safety: there are sixteen bytes.
      let block = unsafe line.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self)
      let marks = lines_text_marks(block)
      let end = start &+ marks.trailingZeroBitCount
      if marks != 0, unsafe line[end] == UInt8(ascii: "\"") { return end }
    }
    return unsafe line.bytes.closingQuote(from: start)
  }

  /// What is behind the last slash; all where nothing is.
  mutating func lastComponent(of value: Range<Int>, of line: UnsafeRawBufferPointer) {
    let end = value.upperBound - 1
    var start = end
    // Safety: the walk has found a text, whose opening quote is before all of it.
    while start > value.lowerBound + 1, unsafe line[start - 1] != UInt8(ascii: "/") { start -= 1 }
    if start == end { start = value.lowerBound + 1 }
    byte(UInt8(ascii: "\""))
    unsafe copy(start..<end, of: line)
    byte(UInt8(ascii: "\""))
  }

  /// A time such as "2026-11-22T10:00:00.123456789Z", in quotes, as milliseconds since 1970.
  mutating func milliseconds(of value: Range<Int>, of line: UnsafeRawBufferPointer) {
    // Safety: the walk has found a time, which has one form only.
    func digit(_ offset: Int) -> Int64 {
      unsafe Int64(line[value.lowerBound + offset] & 0x0f)
    }
    func pair(_ offset: Int) -> Int64 { digit(offset) * 10 + digit(offset + 1) }
    let days = Self.days(year: pair(1) * 100 + pair(3), month: pair(6), day: pair(9))
    let seconds = ((days * 24 + pair(12)) * 60 + pair(15)) * 60 + pair(18)
    let milliseconds = seconds * 1000 + digit(21) * 100 + pair(22)
    if milliseconds < 0 { byte(UInt8(ascii: "-")) }
    decimal(milliseconds.magnitude)
  }

  /// Days since 1970: days_from_civil of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year  // years begin in March
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}

extension UnsafeRawBufferPointer {
  /// The number that the digits say; what is no digit is passed over.
  func digits(in range: Range<Int>) -> UInt64 {
    var number: UInt64 = 0
    for position in range {
      // Safety: the range is one of these bytes'.
      let byte = unsafe self[position]
      guard byte &- UInt8(ascii: "0") < 10 else { continue }
      number = number &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
    }
    return number
  }
}
