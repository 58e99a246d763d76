/// Reads what people write for a time.
struct TimeParser {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  private static let second: Int64 = 1_000_000_000
  private static let weekdays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]
  private static let units: [(names: [String], nanoseconds: Int64)] = [
    (["ms", "msec", "millisecond", "milliseconds"], 1_000_000),
    (["s", "sec", "secs", "second", "seconds"], second),
    (["m", "min", "mins", "minute", "minutes"], 60 * second),
    (["h", "hr", "hrs", "hour", "hours"], 3600 * second),
    (["d", "day", "days"], 86_400 * second),
    (["w", "week", "weeks"], 604_800 * second),
  ]
  /// What fits into nanoseconds.
  private static let years: ClosedRange<Int64> = 1970...2261

  init(_ text: String) {
    self.text = text
    bytes = text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
  }

  /// Reads all of it.
  mutating func parse() throws(TimeExpressionError) -> SpokenTime {
    skipBlanks()
    let time = try anything()
    skipBlanks()
    guard position == bytes.count else { throw wrong("something follows that is no part of it") }
    return time
  }

  private mutating func anything() throws(TimeExpressionError) -> SpokenTime {
    guard let first = peek() else { throw wrong("it is empty") }
    switch first {
    case UInt8(ascii: "@"):
      position += 1
      return SpokenTime(form: .moment(try moment()))
    case UInt8(ascii: "-"):
      position += 1
      return SpokenTime(form: .ago(try span()))
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let digits = countDigits()
      switch peek(digits) {
      case UInt8(ascii: "-"): return try date()
      case UInt8(ascii: ":"): return try time(on: .last)
      default: return SpokenTime(form: .ago(try span()))
      }
    default: return try named()
    }
  }

  // MARK: - Days

  private mutating func named() throws(TimeExpressionError) -> SpokenTime {
    let start = position
    let word = word()
    switch word {
    case "now": return SpokenTime(form: .ago(0))
    case "today": return try time(on: .daysAgo(0))
    case "yesterday": return try time(on: .daysAgo(1))
    default: break
    }
    let weekday = Self.weekdays.firstIndex { $0 == word || $0.prefix(3) == word }
    guard let weekday else {
      position = start
      throw wrong(word.isEmpty ? "nothing begins so" : "'\(word)' is not known")
    }
    return try time(on: .weekday(Int64(weekday)))
  }

  private mutating func date() throws(TimeExpressionError) -> SpokenTime {
    let year = try number(digits: 4, Self.years, "year")
    try expect("-")
    let month = try number(digits: 2, 1...12, "month")
    try expect("-")
    let dayStart = position
    let day = try number(digits: 2, 1...31, "day")
    let first = LineTime.days(year: year, month: month, day: 1)
    let next =
      month == 12
      ? LineTime.days(year: year + 1, month: 1, day: 1)
      : LineTime.days(year: year, month: month + 1, day: 1)
    guard day <= next - first else {
      position = dayStart
      throw wrong("that month has \(next - first) days")
    }
    if peek() == UInt8(ascii: "t") {
      position += 1
      guard peek().map(Self.isDigit) == true else { throw wrong("a time follows a T") }
    }
    return try time(on: .number(first + day - 1))
  }

  // MARK: - Clocks

  /// Reads a time, if there is one, and a zone, if there is one.
  private mutating func time(on day: SpokenTime.Day) throws(TimeExpressionError) -> SpokenTime {
    skipBlanks()
    var time: Int64?
    if let next = peek(), Self.isDigit(next) { time = try clock() }
    return SpokenTime(form: .clock(day, time), zone: try zone())
  }

  private mutating func clock() throws(TimeExpressionError) -> Int64 {
    let hour = try number(digits: nil, 0...23, "hour")
    try expect(":")
    let minute = try number(digits: 2, 0...59, "minute")
    var time = (hour * 60 + minute) * 60 * Self.second
    if peek() == UInt8(ascii: ":") {
      position += 1
      // 60: a leap second, which no clock of Linux shows.
      time += try number(digits: 2, 0...60, "second") * Self.second
      time += try fraction()
    }
    return time
  }

  private mutating func zone() throws(TimeExpressionError) -> ClockZone? {
    skipBlanks()
    switch peek() {
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let isBehind = peek() == UInt8(ascii: "-")
      position += 1
      let seconds = try offset()
      return .fixed(isBehind ? -seconds : seconds)
    case let sign? where sign &- UInt8(ascii: "a") < 26:
      let start = position
      let word = word()
      guard ["z", "utc", "gmt"].contains(word) else {
        position = start
        throw wrong("'\(word)' is no zone; zones are written Z, UTC or +01:00")
      }
      return .utc
    default: return nil
    }
  }

  /// Seconds of `01`, `0100` or `01:00`.
  private mutating func offset() throws(TimeExpressionError) -> Int64 {
    if countDigits() == 4 {
      let start = position
      let number = try number(digits: 4, 0...2359, "zone")
      guard number % 100 < 60 else {
        position = start + 2
        throw wrong("the zone's minute is from 0 to 59")
      }
      return (number / 100 * 60 + number % 100) * 60
    }
    var seconds = try number(digits: 2, 0...23, "zone's hour") * 3600
    if peek() == UInt8(ascii: ":") {
      position += 1
      seconds += try number(digits: 2, 0...59, "zone's minute") * 60
    }
    return seconds
  }

  // MARK: - Spans and moments

  private mutating func moment() throws(TimeExpressionError) -> Int64 {
    let start = position
    let seconds = try magnitude()
    let (moment, isOver) = seconds.multipliedReportingOverflow(by: Self.second)
    let (sum, isOverAll) = moment.addingReportingOverflow(try fraction())
    guard !isOver, !isOverAll else {
      position = start
      throw wrong("that is too far in the future")
    }
    return sum
  }

  private mutating func span() throws(TimeExpressionError) -> Int64 {
    var sum: Int64 = 0
    repeat {
      let start = position
      let count = try magnitude()
      let part = try fraction()
      skipBlanks()
      let nanoseconds = try unit()
      let (whole, isOver) = count.multipliedReportingOverflow(by: nanoseconds)
      // Without rounding, and without numbers that are too large.
      let rest =
        nanoseconds >= Self.second
        ? part * (nanoseconds / Self.second) : part / (Self.second / nanoseconds)
      let (most, isOverWith) = whole.addingReportingOverflow(rest)
      let (total, isOverAll) = sum.addingReportingOverflow(most)
      guard !isOver, !isOverWith, !isOverAll else {
        position = start
        throw wrong("that is too long ago")
      }
      sum = total
      skipBlanks()
    } while peek().map(Self.isDigit) == true
    if peek() == UInt8(ascii: "a") {
      let start = position
      let word = word()
      guard word == "ago" else {
        position = start
        throw wrong("'\(word)' is not known")
      }
    }
    return sum
  }

  private mutating func unit() throws(TimeExpressionError) -> Int64 {
    let start = position
    let word = word()
    for unit in Self.units where unit.names.contains(word) { return unit.nanoseconds }
    position = start
    throw wrong(
      word.isEmpty
        ? "a unit is missing: ms, s, m, h, d or w"
        : "'\(word)' is no unit; units are ms, s, m, h, d and w")
  }

  // MARK: - Signs

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func skipBlanks() {
    while let next = peek(), next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") {
      position += 1
    }
  }

  private mutating func word() -> String {
    let start = position
    while let next = peek(), next &- UInt8(ascii: "a") < 26 { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func countDigits() -> Int {
    bytes[position...].prefix(while: Self.isDigit).count
  }

  private mutating func expect(_ sign: Unicode.Scalar) throws(TimeExpressionError) {
    guard peek().map(Unicode.Scalar.init) == sign else { throw wrong("a '\(sign)' is missing") }
    position += 1
  }

  /// A number of so many digits, or of one or two.
  private mutating func number(
    digits: Int?, _ range: ClosedRange<Int64>, _ name: String
  ) throws(TimeExpressionError) -> Int64 {
    let count = countDigits()
    guard digits.map({ $0 == count }) ?? (1...2).contains(count) else {
      throw wrong("the \(name) has \(digits.map(String.init) ?? "one or two") digits")
    }
    let start = position
    let number = try magnitude()
    guard range.contains(number) else {
      position = start
      throw wrong("the \(name) is from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private mutating func magnitude() throws(TimeExpressionError) -> Int64 {
    let count = countDigits()
    guard count > 0 else { throw wrong("a number is missing") }
    let digits = String(decoding: bytes[position..<position + count], as: UTF8.self)
    guard let number = Int64(digits) else { throw wrong("the number is too large") }
    position += count
    return number
  }

  /// Nanoseconds behind a point; 0: there is none.
  private mutating func fraction() throws(TimeExpressionError) -> Int64 {
    guard peek() == UInt8(ascii: ".") else { return 0 }
    position += 1
    let count = countDigits()
    guard (1...9).contains(count) else { throw wrong("a fraction has one to nine digits") }
    var number = try magnitude()
    for _ in count..<9 { number *= 10 }
    return number
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private func wrong(_ message: String) -> TimeExpressionError {
    TimeExpressionError(message, at: position, of: text)
  }
}
