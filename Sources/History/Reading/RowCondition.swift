import Events
import Filters

/// What of a condition SQL can decide on the rows of one kind, so that fewer lines are put together.
///
/// Every event for which the condition holds is among those that it lets through; whoever asked looks at
/// the lines of all of them.
struct RowCondition {
  enum Value: Sendable, Equatable {
    case number(Int64)
    case text(String)
  }

  /// An expression over the columns; nil: every row is let through.
  private(set) var sql: String?
  /// What its parameters stand for, from ?5 on.
  private(set) var values: [Value] = []
  /// Whether no row of the kind can be meant.
  private(set) var isNever = false

  private let layout: KindLayout
  private let hasWords: Bool
  /// Parameters that come before.
  static let firstParameter = 5

  private enum Outcome {
    case never
    case sql(String)
    /// It depends on what only the line tells.
    case open
  }

  /// Makes it.
  ///
  /// - Parameters:
  ///   - filter: the condition; nil: everything is meant.
  ///   - layout: the kind's.
  ///   - hasWords: whether the segment has a ``WordIndex``.
  init(_ filter: Filter?, for layout: KindLayout, hasWords: Bool = false) {
    self.layout = layout
    self.hasWords = hasWords
    guard let filter else { return }
    switch outcome(of: filter) {
    case .never: isNever = true
    case .sql(let sql): self.sql = sql
    case .open: break
    }
  }

  private mutating func outcome(of filter: Filter) -> Outcome {
    switch filter {
    case .all(let parts):
      var known: [String] = []
      for part in parts {
        switch outcome(of: part) {
        case .never: return .never
        case .sql(let sql): known.append(sql)
        case .open: break
        }
      }
      return known.isEmpty ? .open : .sql("(\(known.joined(separator: " AND ")))")
    case .any(let parts):
      var known: [String] = []
      for part in parts {
        switch outcome(of: part) {
        case .never: break
        case .sql(let sql): known.append(sql)
        case .open: return .open
        }
      }
      return known.isEmpty ? .never : .sql("(\(known.joined(separator: " OR ")))")
    case .not: return .open
    case .clause(let clause): return outcome(of: clause)
    }
  }

  private mutating func outcome(of clause: FilterClause) -> Outcome {
    let name = clause.field.name
    guard let number = layout.fields.firstIndex(where: { $0.name == name }) else { return .never }
    switch layout.places[number] {
    case .known where name == "kind": return kindOutcome(of: clause.test)
    case .known: return test(clause, column: "seq", form: .number)
    case .time: return test(clause, column: "time", form: .time)
    case .origin: return .open
    case .own: return test(clause, column: quoted(name), form: layout.forms[number])
    case .part(let part, _):
      return within(part, test(clause, column: quoted(name), form: layout.forms[number]))
    }
  }

  private func kindOutcome(of test: FilterTest) -> Outcome {
    guard case .oneOf(let values) = test else { return .open }
    return values.contains(.text(layout.definition.name)) ? .open : .never
  }

  private func within(_ part: SharedPart, _ outcome: Outcome) -> Outcome {
    guard case .sql(let sql) = outcome else { return outcome }
    let rows = "(SELECT id FROM \(part.table) WHERE \(sql))"
    if part == .person {
      return .sql("actor IN (SELECT id FROM actor WHERE \(part.table) IN \(rows))")
    }
    return .sql("\(part.table) IN \(rows)")
  }

  /// What a column has to be.
  private mutating func test(
    _ clause: FilterClause, column: String, form: ColumnForm
  ) -> Outcome {
    switch (clause.test, form) {
    case (.exists, _): return .sql("\(column) IS NOT NULL")
    case (.oneOf(let values), .number):
      return equal(column, values) { value in
        guard case .number(let number) = value else { return nil }
        return Int64(number).map(Value.number) ?? .text("\(number.magnitude)")
      }
    case (.compares(let order, .number(let number)), .number):
      guard let number = Int64(number) else { return .open }
      return .sql("\(column) \(order.rawValue) \(parameter(.number(number)))")
    case (.oneOf(let values), .boolean):
      return equal(column, values) { value in
        guard case .boolean(let boolean) = value else { return nil }
        return .number(boolean ? 1 : 0)
      }
    case (.oneOf(let values), .text) where !clause.field.isJoined:
      let texts = equal("value", values) { value in
        // An address can be written in more than one way.
        guard case .text(let text) = value else { return nil }
        return .text(Self.stored(text))
      }
      return rows(of: column, texts)
    case (_, .text) where hasWords && WordIndex.fields.contains(clause.field.name):
      return words(clause, column) ?? rest(clause, column: column, form: form)
    case (_, .arguments), (_, .list): return words(clause, column) ?? .open
    default: return rest(clause, column: column, form: form)
    }
  }

  private mutating func rest(
    _ clause: FilterClause, column: String, form: ColumnForm
  ) -> Outcome {
    switch (clause.test, form) {
    case (.oneOf(let values), .process): return processes(column, values)
    case (.text(let test, let text, ignoresCase: false), .text) where !clause.field.isJoined:
      return rows(of: column, self.test(test, text))
    default: return .open
    }
  }

  /// Processes by their ids: those of the segment's boot are rows of numbers, all others are texts.
  private mutating func processes(_ column: String, _ values: [FilterValue]) -> Outcome {
    var lives: [String] = []
    var texts: [String] = []
    for value in values {
      guard case .text(let id) = value else { return .open }
      texts.append(parameter(.text(Self.stored(id))))
      let parts = id.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 3, let pid = Int64(parts[1]), let start = UInt64(parts[2], radix: 16)
      else { continue }
      let pair = [pid, Int64(bitPattern: start)].map { parameter(.number($0)) }
      lives.append("(\(pair.joined(separator: ", ")))")
    }
    var rows = ["SELECT -id FROM text WHERE value IN (\(texts.joined(separator: ", ")))"]
    if !lives.isEmpty {
      rows.append(
        "SELECT id FROM life WHERE (pid, start) IN (VALUES \(lives.joined(separator: ", ")))")
    }
    return .sql("\(column) IN (\(rows.joined(separator: " UNION ALL ")))")
  }

  /// Rows whose text has all parts that it has to have, by the index of words where there is one.
  private mutating func words(_ clause: FilterClause, _ column: String) -> Outcome? {
    guard let parts = TextParts(clause) else { return nil }
    if hasWords, WordIndex.fields.contains(clause.field.name) {
      let expressions = parts.choices.compactMap(WordIndex.expression)
      if expressions.count == parts.choices.count {
        let all = expressions.map { "(\($0))" }.joined(separator: " OR ")
        let table = WordIndex.table
        return .sql(
          "\(column) IN (SELECT rowid FROM \(table) WHERE \(table) MATCH \(parameter(.text(all))))")
      }
    }
    guard !parts.ignoresCase else { return nil }
    var choices: [String] = []
    for choice in parts.choices {
      let tests = choice.map { "instr(value, \(parameter(.text($0)))) > 0" }
      choices.append("(\(tests.joined(separator: " AND ")))")
    }
    return rows(of: column, .sql(choices.joined(separator: " OR ")))
  }

  /// Rows whose text is one of those.
  private func rows(of column: String, _ texts: Outcome) -> Outcome {
    guard case .sql(let sql) = texts else { return texts }
    return .sql("\(column) IN (SELECT id FROM text WHERE \(sql))")
  }

  private mutating func test(_ test: TextTest, _ text: String) -> Outcome {
    // What begins or ends within an escape is beyond SQL.
    let stored = Self.stored(text)
    guard stored == text, !text.isEmpty else { return .open }
    switch test {
    case .contains: return .sql("instr(value, \(parameter(.text(stored)))) > 0")
    case .startsWith:
      let value = parameter(.text(stored))
      return .sql("substr(value, 1, length(\(value))) = \(value)")
    case .endsWith, .like, .matches: return .open
    }
  }

  private mutating func equal(
    _ column: String, _ values: [FilterValue], _ convert: (FilterValue) -> Value?
  ) -> Outcome {
    var converted: [Value] = []
    for value in values {
      guard let value = convert(value) else { return .open }
      converted.append(value)
    }
    let parameters = converted.map { parameter($0) }
    return .sql("\(column) IN (\(parameters.joined(separator: ", ")))")
  }

  private mutating func parameter(_ value: Value) -> String {
    values.append(value)
    return "?\(Self.firstParameter + values.count - 1)"
  }

  private func quoted(_ name: String) -> String { SegmentSchema.quoted(name) }

  /// A text as it stands in a segment.
  private static func stored(_ text: String) -> String {
    String(EventText.json(Array(text.utf8)).dropFirst().dropLast())
  }
}

extension Int64 {
  /// A number of a filter; nil: it has more than 63 bits.
  fileprivate init?(_ number: FilterNumber) {
    guard number.magnitude <= UInt64(Int64.max) else { return nil }
    self = number.isNegative ? -Int64(number.magnitude) : Int64(number.magnitude)
  }
}
