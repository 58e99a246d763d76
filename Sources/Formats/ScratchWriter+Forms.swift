/// Values in other forms than the line's; each is what the walk through the line found it to be.
extension ScratchWriter {
  mutating func enclosed(_ value: UnsafeRawBufferPointer, by opening: UInt8, _ closing: UInt8) {
    byte(opening)
    unsafe copy(value)
    byte(closing)
  }

  /// The elements of a list of texts as one text, with spaces between them.
  mutating func joined(_ list: UnsafeRawBufferPointer) {
    byte(UInt8(ascii: "\""))
    var isFirst = true
    unsafe list.forEachText { text in
      if !isFirst { byte(UInt8(ascii: " ")) }
      isFirst = false
      unsafe copy(text)
    }
    byte(UInt8(ascii: "\""))
  }

  /// The elements of a list of texts as objects, each with that opening.
  mutating func objects(_ list: UnsafeRawBufferPointer, opening: [UInt8]) {
    byte(UInt8(ascii: "["))
    var isFirst = true
    unsafe list.forEachText { text in
      if !isFirst { byte(UInt8(ascii: ",")) }
      isFirst = false
      copy(opening)
      unsafe enclosed(text, by: UInt8(ascii: "\""), UInt8(ascii: "\""))
      byte(UInt8(ascii: "}"))
    }
    byte(UInt8(ascii: "]"))
  }

  /// What is behind the last slash; all where nothing is.
  mutating func lastComponent(of value: UnsafeRawBufferPointer) {
    // Safety: the slices are checked.
    let text = unsafe value.dropFirst().dropLast()
    let slash = unsafe text.lastIndex(of: UInt8(ascii: "/"))
    let name = unsafe slash.map { unsafe text[($0 + 1)...] } ?? text
    byte(UInt8(ascii: "\""))
    unsafe copy(UnsafeRawBufferPointer(rebasing: name.isEmpty ? text : name))
    byte(UInt8(ascii: "\""))
  }

  /// A time such as "2026-11-22T10:00:00.123456789Z", in quotes, as milliseconds since 1970.
  mutating func milliseconds(of value: UnsafeRawBufferPointer) {
    func number(_ range: Range<Int>) -> Int64 {
      unsafe Int64(UnsafeRawBufferPointer(rebasing: value[range]).digits)
    }
    let days = Self.days(year: number(1..<5), month: number(6..<8), day: number(9..<11))
    let seconds = ((days * 24 + number(12..<14)) * 60 + number(15..<17)) * 60 + number(18..<20)
    let milliseconds = seconds * 1000 + number(21..<24)
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
  var digits: UInt64 {
    var number: UInt64 = 0
    for position in 0..<count {
      let byte = unsafe self[position]
      guard byte &- UInt8(ascii: "0") < 10 else { continue }
      number = number &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
    }
    return number
  }

  /// Calls the closure with each text of a list of texts, without its quotes.
  func forEachText(_ body: (UnsafeRawBufferPointer) -> Void) {
    var position = 1
    while position < count, unsafe self[position] == UInt8(ascii: "\"") {
      let start = position + 1
      position = start
      while unsafe self[position] != UInt8(ascii: "\"") {
        position += unsafe self[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      unsafe body(UnsafeRawBufferPointer(rebasing: self[start..<position]))
      position += 2
    }
  }
}
