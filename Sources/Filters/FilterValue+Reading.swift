extension FilterNumber {
  /// Reads a number: digits, with a minus or not, and perhaps `k`, `M`, `G` for thousands of each other,
  /// or `KiB`, `MiB`, `GiB`.
  init?(_ text: String) {
    let isNegative = text.hasPrefix("-")
    let rest = isNegative ? text.dropFirst() : text[...]
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let number = UInt64(digits),
      let unit = FilterNumber.units[String(rest.dropFirst(digits.count))]
    else { return nil }
    let (magnitude, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow, !isNegative || magnitude <= 1 << 63 else { return nil }
    self.init(magnitude: magnitude, isNegative: isNegative)
  }

  private static let units: [String: UInt64] = [
    "": 1, "k": 1000, "M": 1_000_000, "G": 1_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20,
    "GiB": 1 << 30,
  ]
}

/// Times as filters and events write them.
enum FilterTime {
  /// The time as events have it, "2026-11-22T10:00:00.000000000Z": such texts sort as times do.
  ///
  /// - Parameter text: a day, or a moment in UTC of RFC 3339.
  /// - Returns: nil where it is none.
  static func canonical(_ text: String) -> String? {
    let shape = Array("0000-00-00T00:00:00".utf8)
    var bytes = Array(text.utf8)
    if bytes.count == 10 { bytes += "T00:00:00Z".utf8 }
    guard bytes.count > shape.count, bytes.last == UInt8(ascii: "Z") else { return nil }
    for (byte, expected) in zip(bytes, shape) {
      guard expected == UInt8(ascii: "0") ? isDigit(byte) : byte == expected else { return nil }
    }
    guard isOnClock(bytes) else { return nil }
    var fraction = bytes[shape.count...].dropLast()
    if fraction.first == UInt8(ascii: ".") {
      fraction = fraction.dropFirst()
      guard !fraction.isEmpty else { return nil }
    }
    guard fraction.count <= 9, fraction.allSatisfy(isDigit) else { return nil }
    let zeros = Array(repeating: UInt8(ascii: "0"), count: 9 - fraction.count)
    let decimals = Array(fraction) + zeros + [UInt8(ascii: "Z")]
    return String(
      decoding: bytes[..<shape.count] + [UInt8(ascii: ".")] + decimals, as: UTF8.self)
  }

  private static func isOnClock(_ bytes: [UInt8]) -> Bool {
    func number(_ position: Int) -> Int {
      Int(bytes[position] - UInt8(ascii: "0")) * 10 + Int(bytes[position + 1] - UInt8(ascii: "0"))
    }
    return (1...12).contains(number(5)) && (1...31).contains(number(8)) && number(11) < 24
      && number(14) < 60 && number(17) <= 60
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
  }
}
