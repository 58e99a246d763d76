extension Filter {
  /// Reads a filter.
  ///
  /// - Parameter text: as docs/filters.md describes it.
  /// - Throws: ``FilterError`` with the place of what is wrong.
  public init(_ text: String) throws(FilterError) {
    var parser = try FilterParser(text)
    self = try parser.filter()
  }
}

/// Makes a tree of a filter's text, by recursive descent.
struct FilterParser {
  /// Enough for filters that programs write, and a bound for what one event can cost.
  private static let mostBytes = 64 << 10
  private static let mostClauses = 1000
  private static let deepest = 64

  private var lexer: FilterLexer
  private(set) var token = FilterToken(content: .end, position: 0)
  private var depth = 0
  private var clauseCount = 0

  init(_ text: String) throws(FilterError) {
    lexer = FilterLexer(text)
    guard text.utf8.count <= Self.mostBytes else {
      throw lexer.error("a filter has 64 KiB at most", at: 0)
    }
    try advance()
  }

  mutating func filter() throws(FilterError) -> Filter {
    if token.content == .end { throw error("there is no condition") }
    let filter = try disjunction()
    guard token.content == .end else { throw error("expected 'and', 'or' or the end") }
    return filter
  }

  private mutating func disjunction() throws(FilterError) -> Filter {
    var parts = [try conjunction()]
    while isWord("or") || token.content == .sign("||") {
      try advance()
      parts.append(try conjunction())
    }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(FilterError) -> Filter {
    var parts = [try negation()]
    while isWord("and") || token.content == .sign("&&") {
      try advance()
      parts.append(try negation())
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(FilterError) -> Filter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw error("too many conditions within each other") }
    if isWord("not") || token.content == .sign("!") {
      try advance()
      return .not(try negation())
    }
    guard token.content == .sign("(") else { return try clause() }
    try advance()
    let inner = try disjunction()
    guard token.content == .sign(")") else { throw error("expected ')'") }
    try advance()
    return inner
  }

  private mutating func clause() throws(FilterError) -> Filter {
    clauseCount += 1
    guard clauseCount <= Self.mostClauses else { throw error("more than 1000 conditions") }
    if isWord("has") {
      try advance()
      return .clause(FilterClause(field: try field(), test: .exists))
    }
    let field = try field()
    var isNegated = false
    if isWord("not") {
      isNegated = true
      try advance()
    }
    let (test, isOpposite) = try test(of: field)
    let clause = Filter.clause(FilterClause(field: field, test: test))
    guard isNegated != isOpposite else { return clause }
    // What is not there differs from nothing.
    return .all([.clause(FilterClause(field: field, test: .exists)), .not(clause)])
  }

  private mutating func field() throws(FilterError) -> FilterField {
    guard case .word(let name) = token.content else { throw error("expected the name of a field") }
    guard let field = FilterField(named: name) else {
      let hint = FilterField.nearest(to: name).map { "; is '\($0)' meant?" } ?? ""
      throw error("there is no field '\(name)'\(hint)")
    }
    try advance()
    return field
  }

  private func isWord(_ word: String) -> Bool {
    token.content == .word(word)
  }

  mutating func advance() throws(FilterError) {
    token = try lexer.next()
  }

  func error(_ message: String) -> FilterError {
    lexer.error(message, at: token.position)
  }

  func error(_ message: String, at token: FilterToken) -> FilterError {
    lexer.error(message, at: token.position)
  }
}
