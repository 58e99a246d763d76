public import Events

/// A filter that can be asked of lines: each is read once, and only as far as it takes to know.
///
/// Much is known of a kind of event alone: what it does not have is not so, and what it is called.
/// Of a line whose kind says all, nothing is read.
public final class FilterCondition: LineCondition {
  private let clauses: [CompiledClause]
  /// The clauses about each field, but for ``kindField`` in the order of `paths`.
  private let clausesOfField: [[Int]]
  private let tree: OutcomeTree
  /// What is known of each kind, by its number.
  private let kinds: [KindOutcomes?]
  /// The number of the field with the kind's name, among all and in lines that have to say it.
  private static let kindField = 0
  /// Goes along all fields that are asked for, that of the kind first.
  @exclusivity(unchecked) private var walk: LineWalk
  /// Goes along the others.
  @exclusivity(unchecked) private var walkOfKind: LineWalk
  // Unchecked: one thread at a time uses it, and its methods do not use each other's variables.
  @exclusivity(unchecked) private var outcomes: [Outcome]
  /// Texts whose escapes are undone, or that are put together.
  @exclusivity(unchecked) private var scratch: [UInt8] = []

  /// Makes one of a filter's text.
  ///
  /// - Throws: ``FilterError`` with the place of what is wrong.
  public convenience init(_ text: String) throws(FilterError) {
    try self.init(try Filter(text))
  }

  /// Makes one of a filter.
  ///
  /// - Throws: ``FilterError`` where somebody else than the parser made it, and it makes no sense.
  public init(_ filter: Filter) throws(FilterError) {
    guard let kind = FilterField.catalogue["kind"] else {
      preconditionFailure("events have a kind")
    }
    // Asked for in any case: where nobody else says the kind, it says which fields do not come.
    var names = [kind.name]
    var fields = [kind]
    var clauses: [CompiledClause] = []
    for clause in filter.clauses {
      guard let field = clause.field.inCatalogue else {
        throw FilterError(
          message: "there is no field '\(clause.field.name)'", position: 0, text: "")
      }
      let number = names.firstIndex(of: field.name) ?? names.count
      if number == names.count {
        names.append(field.name)
        fields.append(field)
      }
      clauses.append(try CompiledClause(clause, field: number))
    }
    self.clauses = clauses
    clausesOfField = fields.indices.map { number in
      clauses.indices.filter { clauses[$0].field == number }
    }
    tree = OutcomeTree(filter)
    kinds = KindOutcomes.ofAll(clauses, names, tree)
    walk = LineWalk(FieldPaths(fields), tellsUnknown: false)
    walkOfKind = LineWalk(FieldPaths(Array(fields.dropFirst())), tellsUnknown: false)
    outcomes = Array(repeating: .unknown, count: clauses.count)
  }

  public func holds(
    for line: borrowing RawSpan, kind: EventKind
  ) throws(LineError) -> Bool {
    let number = Int(kind.rawValue)
    guard number < kinds.count, let known = kinds[number] else { return try holds(for: line) }
    if known.whole != .unknown { return known.whole == .isSo }
    for index in outcomes.indices { outcomes[index] = known.clauses[index] }
    walkOfKind.restart()
    while let value = try walkOfKind.next(in: line) {
      ask(Int(value.field) + 1, value, of: line)
      let outcome = tree.outcome(of: outcomes)
      if outcome != .unknown { return outcome == .isSo }
    }
    return outcomeAtEnd()
  }

  /// The same of an event of which only the line says of what kind it is.
  public func holds(for line: borrowing RawSpan) throws(LineError) -> Bool {
    for index in outcomes.indices { outcomes[index] = .unknown }
    walk.restart()
    while let value = try walk.next(in: line) {
      if Int(value.field) == Self.kindField { exclude(byKind: value, of: line) }
      ask(Int(value.field), value, of: line)
      let outcome = tree.outcome(of: outcomes)
      if outcome != .unknown { return outcome == .isSo }
    }
    return outcomeAtEnd()
  }

  /// What has not come by then does not come.
  private func outcomeAtEnd() -> Bool {
    for index in outcomes.indices where outcomes[index] == .unknown { outcomes[index] = .isNot }
    return tree.outcome(of: outcomes) == .isSo
  }

  /// What an event's kind does not have is not so.
  private func exclude(byKind value: LineValue, of line: borrowing RawSpan) {
    let name = Span<UInt8>(_bytes: copy line).extracting(
      Int(value.bytes.lowerBound) + 1..<Int(value.bytes.upperBound) - 1)
    for case let kind? in kinds where kind.name.count == name.count && name.has(kind.name, at: 0) {
      for index in outcomes.indices where kind.clauses[index] == .isNot {
        outcomes[index] = .isNot
      }
    }
  }

  /// Asks all clauses about a field.
  private func ask(_ field: Int, _ value: LineValue, of line: borrowing RawSpan) {
    let bytes = Span<UInt8>(_bytes: copy line).extracting(
      Int(value.bytes.lowerBound)..<Int(value.bytes.upperBound))
    for index in clausesOfField[field] {
      outcomes[index] = isSo(index, of: bytes) ? .isSo : .isNot
    }
  }

  private func isSo(_ index: Int, of value: Span<UInt8>) -> Bool {
    let clause = clauses[index]
    switch (clause.type, clause.isJoined) {
    case (.number, _): return clause.isSo(ofNumber: value)
    case (.boolean, _): return clause.isSo(ofBoolean: value[0] == UInt8(ascii: "t"))
    case (.string, false), (.time, _):
      return isSo(clause, ofQuoted: value, in: 1..<(value.count - 1))
    case (.string, true):
      return withScratch { text in
        value.appendJoined(to: &text)
        return clause.isSo(ofText: text.span)
      }
    case (.strings, _): return isSo(clause, ofOneOf: value)
    }
  }

  private func isSo(
    _ clause: CompiledClause, ofQuoted value: Span<UInt8>, in range: Range<Int>
  ) -> Bool {
    let text = value.extracting(range)
    guard text.hasEscape else { return clause.isSo(ofText: text) }
    return withScratch { plain in
      text.appendUnescaped(to: &plain)
      return clause.isSo(ofText: plain.span)
    }
  }

  /// Lends memory for a text, empty at first.
  private func withScratch(_ body: (inout [UInt8]) -> Bool) -> Bool {
    var text: [UInt8] = []
    swap(&text, &scratch)
    text.removeAll(keepingCapacity: true)
    defer { swap(&text, &scratch) }
    return body(&text)
  }

  private func isSo(_ clause: CompiledClause, ofOneOf list: Span<UInt8>) -> Bool {
    if case .exists = clause.test { return true }
    var position = 1
    while let text = list.text(at: position) {
      if isSo(clause, ofQuoted: list, in: text) { return true }
      position = text.upperBound + 2
    }
    return false
  }
}
