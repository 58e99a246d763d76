internal import Events

/// A clause, ready to be asked.
struct CompiledClause {
  /// The number of the field in the condition's list.
  let field: Int
  let type: FieldType
  let isJoined: Bool
  let test: Test

  enum Test {
    case exists
    case numbers([FilterNumber])
    case number(FilterOrder, FilterNumber)
    case boolean([Bool])
    case time(FilterOrder, [UInt8])
    /// Texts, times among them, and networks.
    case texts([[UInt8]], [AddressRange])
    case pattern(TextPattern)
  }

  init(_ clause: FilterClause, field: Int) throws(FilterError) {
    self.field = field
    type = clause.field.type
    isJoined = clause.field.isJoined
    test = try Self.compile(clause.test)
  }

  private static func compile(_ test: FilterTest) throws(FilterError) -> Test {
    switch test {
    case .exists: return .exists
    case .compares(let order, .number(let number)): return .number(order, number)
    case .compares(let order, .time(let time)): return .time(order, Array(time.utf8))
    case .compares:
      throw FilterError(message: "only numbers and times have an order", position: 0, text: "")
    case .text(let test, let text, let ignoresCase):
      do throws(PatternError) {
        return .pattern(try TextPattern(test, text: text, ignoresCase: ignoresCase))
      } catch {
        throw FilterError(message: error.message, position: 0, text: text)
      }
    case .oneOf(let values): return one(of: values)
    }
  }

  private static func one(of values: [FilterValue]) -> Test {
    var numbers: [FilterNumber] = []
    var booleans: [Bool] = []
    var texts: [[UInt8]] = []
    var networks: [AddressRange] = []
    for value in values {
      switch value {
      case .number(let number): numbers.append(number)
      case .boolean(let boolean): booleans.append(boolean)
      case .text(let text), .time(let text): texts.append(Array(text.utf8))
      case .network(let network): networks.append(network)
      }
    }
    if !numbers.isEmpty { return .numbers(numbers) }
    return booleans.isEmpty ? .texts(texts, networks) : .boolean(booleans)
  }

  /// Whether it is so of a text without its quotes, with nothing in it escaped.
  func isSo(ofText text: Span<UInt8>) -> Bool {
    switch test {
    case .exists: return true
    case .pattern(let pattern): return pattern.fits(text)
    case .texts(let texts, let networks):
      for expected in texts where text.count == expected.count {
        if text.has(expected, at: 0) { return true }
      }
      guard !networks.isEmpty, let address = IPAddress(text) else { return false }
      for network in networks where network.contains(address) { return true }
      return false
    case .time(let order, let time):
      guard text.count == time.count else { return false }
      var position = 0
      while position < time.count, text[position] == time[position] { position += 1 }
      guard position < time.count else { return order.includesEqual }
      return order.isLess == (text[position] < time[position])
    case .numbers, .number, .boolean: return false
    }
  }

  /// Whether it is so of a number, as it is in the line.
  func isSo(ofNumber text: Span<UInt8>) -> Bool {
    let isNegative = text[0] == UInt8(ascii: "-")
    var magnitude: UInt64 = 0
    for position in (isNegative ? 1 : 0)..<text.count {
      // What has more than 64 bits is no number of ours; it wraps, as nobody writes it.
      magnitude = magnitude &* 10 &+ UInt64(text[position] &- UInt8(ascii: "0"))
    }
    let number = FilterNumber(magnitude: magnitude, isNegative: isNegative)
    switch test {
    case .exists: return true
    case .numbers(let numbers): return numbers.contains(number)
    case .number(let order, let other):
      return number == other ? order.includesEqual : order.isLess == (number < other)
    case .boolean, .time, .texts, .pattern: return false
    }
  }

  func isSo(ofBoolean boolean: Bool) -> Bool {
    switch test {
    case .exists: true
    case .boolean(let booleans): booleans.contains(boolean)
    case .numbers, .number, .time, .texts, .pattern: false
    }
  }
}

extension FilterOrder {
  var includesEqual: Bool { self == .lessOrEqual || self == .greaterOrEqual }

  var isLess: Bool { self == .less || self == .lessOrEqual }
}
