internal import Events

/// What is asked of a field: an operator that suits it, and values.
extension FilterParser {
  /// Reads an operator and its values.
  ///
  /// - Parameter field: the field before it.
  /// - Returns: the test, and whether its opposite is meant.
  /// - Throws: ``FilterError`` where the field cannot be asked that.
  mutating func test(of field: FilterField) throws(FilterError) -> (FilterTest, Bool) {
    let sign = token
    switch token.content {
    case .sign("="), .sign("=="):
      try advance()
      if token.content == .word("*") {
        try advance()
        return (.exists, false)
      }
      return (.oneOf([try value(of: field)]), false)
    case .sign("!="):
      try advance()
      return (.oneOf([try value(of: field)]), true)
    case .word("in"):
      try advance()
      return (.oneOf(try values(of: field)), false)
    case .sign("<"), .sign("<="), .sign(">"), .sign(">="):
      return (try order(of: field), false)
    case .sign("~"), .word("like"): return (try text(.like, of: field), false)
    case .word("ilike"): return (try text(.like, of: field, ignoresCase: true), false)
    case .sign("!~"): return (try text(.like, of: field), true)
    case .sign("=~"), .word("matches"): return (try text(.matches, of: field), false)
    case .word("imatches"): return (try text(.matches, of: field, ignoresCase: true), false)
    case .word(let word):
      if let test = TextTest(rawValue: word) { return (try text(test, of: field), false) }
      if word.hasPrefix("i"), let test = TextTest(rawValue: String(word.dropFirst())) {
        return (try text(test, of: field, ignoresCase: true), false)
      }
      throw error("expected an operator, such as = or contains", at: sign)
    default: throw error("expected an operator, such as = or contains", at: sign)
    }
  }

  private mutating func values(of field: FilterField) throws(FilterError) -> [FilterValue] {
    guard token.content == .sign("(") else { return [try value(of: field)] }
    try advance()
    var values = [try value(of: field)]
    while token.content == .sign(",") {
      try advance()
      values.append(try value(of: field))
    }
    guard token.content == .sign(")") else { throw error("expected ',' or ')'") }
    try advance()
    return values
  }

  private mutating func order(of field: FilterField) throws(FilterError) -> FilterTest {
    guard case .sign(let sign) = token.content, let order = FilterOrder(rawValue: sign) else {
      throw error("expected <, <=, > or >=")
    }
    guard field.type == .number || field.type == .time else {
      throw error("'\(field.shownName)' is \(field.described): it has no order")
    }
    try advance()
    return .compares(order, try value(of: field))
  }

  private mutating func text(
    _ test: TextTest, of field: FilterField, ignoresCase: Bool = false
  ) throws(FilterError) -> FilterTest {
    guard field.type == .string || field.type == .strings else {
      throw error("'\(field.shownName)' is \(field.described), no text")
    }
    try advance()
    let text: String
    switch token.content {
    case .word(let word): text = word
    case .quoted(let quoted): text = quoted
    default: throw error("expected a text")
    }
    if let problem = TextPattern.problem(with: text, for: test, ignoresCase: ignoresCase) {
      throw error(problem)
    }
    try advance()
    return .text(test, text, ignoresCase: ignoresCase)
  }

  /// One value that the field can have.
  private mutating func value(of field: FilterField) throws(FilterError) -> FilterValue {
    let text: String
    let isQuoted: Bool
    switch token.content {
    case .word(let word): (text, isQuoted) = (word, false)
    case .quoted(let quoted): (text, isQuoted) = (quoted, true)
    default: throw error("expected a value")
    }
    let value: FilterValue
    switch field.type {
    case .number: value = .number(try number(text, of: field))
    case .boolean: value = .boolean(try boolean(text, of: field))
    case .time: value = .time(try time(text))
    case .string, .strings: value = try textValue(text, isQuoted: isQuoted, of: field)
    }
    try advance()
    return value
  }

  private func number(_ text: String, of field: FilterField) throws(FilterError) -> FilterNumber {
    guard let number = FilterNumber(text) else {
      throw error("'\(field.shownName)' is a number, such as 4711, 64k or 1MiB")
    }
    return number
  }

  private func boolean(_ text: String, of field: FilterField) throws(FilterError) -> Bool {
    guard let boolean = Bool(text) else {
      throw error("'\(field.shownName)' is true or false")
    }
    return boolean
  }

  private func time(_ text: String) throws(FilterError) -> String {
    guard let time = FilterTime.canonical(text) else {
      throw error("expected a time in UTC, such as 2026-11-22 or \"2026-11-22T10:00:00.5Z\"")
    }
    return time
  }

  private func textValue(
    _ text: String, isQuoted: Bool, of field: FilterField
  ) throws(FilterError) -> FilterValue {
    switch field.content {
    case .address:
      guard let network = AddressRange(text) else {
        throw error("expected an address or a network, such as 10.0.0.1 or 10.0.0.0/8")
      }
      return .network(network)
    case .host:
      if let network = AddressRange(text) { return .network(network) }
    case .kind:
      if EventCatalog.definition(named: text) == nil {
        let known = EventCatalog.all.map(\.name)
        let hint = FilterField.nearest(to: text, among: known).map { "; is '\($0)' meant?" } ?? ""
        throw error("there is no kind of event '\(text)'\(hint)")
      }
    case .any: break
    }
    if !isQuoted, text.contains("*") || text.contains("?") {
      throw error("for a pattern use ~ (like); put the text in quotes if it is meant as it stands")
    }
    return .text(text)
  }
}

extension FilterField {
  /// For messages.
  fileprivate var described: String {
    switch type {
    case .string: content == .address ? "an address" : "a text"
    case .strings: "a list of texts"
    case .number: "a number"
    case .boolean: "true or false"
    case .time: "a time"
    }
  }
}
