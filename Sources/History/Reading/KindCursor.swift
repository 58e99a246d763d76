import Events

/// Goes through the rows of one kind in the order of their numbers.
final class KindCursor {
  let kind: EventKind
  private(set) var sequence: UInt64 = 0
  private(set) var time: Int64 = 0
  private let assembly: LineAssembly
  private let statement: Statement
  /// The statement's columns, by the place of the field among the kind's own; nil: not in this file.
  private let ownColumns: [Int?]
  private let actorColumn: Int
  /// The columns of the other parts, by their numbers.
  private let partColumns: [Int?]
  private let base: Int64
  private let isBackwards: Bool

  /// - Returns: nil where no row can be meant.
  init?(
    _ assembly: LineAssembly, in database: Database, _ selection: EventSelection,
    sequences: ClosedRange<Int64>, base: Int64, hasWords: Bool
  ) throws(HistoryError) {
    let layout = assembly.layout
    guard try database.hasTable(layout.table) else { return nil }
    let condition = RowCondition(selection.condition, for: layout, hasWords: hasWords)
    guard !condition.isNever else { return nil }
    self.assembly = assembly
    self.base = base
    kind = layout.definition.kind
    isBackwards = selection.isBackwards
    statement = try database.prepare(
      """
      SELECT * FROM \(layout.table) WHERE seq BETWEEN ?1 AND ?2 AND time BETWEEN ?3 AND ?4\
      \(condition.sql.map { " AND \($0)" } ?? "") ORDER BY seq\(isBackwards ? " DESC" : "")
      """)
    statement.bind(sequences.lowerBound, at: 1)
    statement.bind(sequences.upperBound, at: 2)
    statement.bind(selection.times.lowerBound.clampedDifference(base), at: 3)
    statement.bind(selection.times.upperBound.clampedDifference(base), at: 4)
    for (index, value) in condition.values.enumerated() {
      switch value {
      case .number(let number): statement.bind(number, at: 5 + index)
      case .text(let text): statement.bind(text, at: 5 + index)
      }
    }
    var byName: [String: Int] = [:]
    for column in 0..<statement.columnCount { byName[statement.columnName(column)] = column }
    ownColumns = layout.ownFields.map { byName[$0.name] }
    guard let actor = byName["actor"] else {
      throw HistoryError("\(database.path): \(layout.table) has no actors", .damaged)
    }
    actorColumn = actor
    partColumns = SharedPart.allCases.map { layout.parts.contains($0) ? byName[$0.table] : nil }
  }

  /// Goes to the next row.
  ///
  /// - Returns: whether there is one.
  func next() throws(HistoryError) -> Bool {
    guard try statement.step() else { return false }
    sequence = UInt64(bitPattern: statement.integer(0))
    time = base &+ statement.integer(1)
    return true
  }

  func precedes(_ other: KindCursor) -> Bool {
    isBackwards ? sequence > other.sequence : sequence < other.sequence
  }

  /// Appends the row's line, as it was.
  func assemble(
    into line: inout [UInt8], _ values: SegmentValues, _ origins: [[UInt8]]
  ) throws(HistoryError) {
    var parts = [SegmentValues.Part?](repeating: nil, count: SharedPart.allCases.count)
    let actor = try values.part(.actor, statement.integer(actorColumn))
    parts[SharedPart.actor.rawValue] = actor
    parts[SharedPart.person.rawValue] = try values.part(.person, actor.inner)
    for part in assembly.layout.parts {
      guard let column = partColumns[part.rawValue], !statement.isNull(column) else { continue }
      parts[part.rawValue] = try values.part(part, statement.integer(column))
    }
    line.append(UInt8(ascii: "{"))
    for step in assembly.steps {
      switch step {
      case .open(let key): line.append(contentsOf: key)
      case .close: line.closeObject()
      case .kind(let text): line.append(contentsOf: text)
      case .sequence(let key):
        line.append(contentsOf: key)
        line.append(contentsOf: "\(sequence),".utf8)
      case .time(let key):
        line.append(contentsOf: key)
        values.appendTime(time, to: &line)
        line.append(UInt8(ascii: ","))
      case .origin(let key, let index):
        line.append(contentsOf: key)
        line.append(contentsOf: origins[index])
      case .part(let key, let part, let column):
        guard let value = parts[part.rawValue]?.values[column], !value.isEmpty else { continue }
        line.append(contentsOf: key)
        line.append(contentsOf: value)
        line.append(UInt8(ascii: ","))
      case .own(let key, let place, let form):
        guard let column = ownColumns[place], !statement.isNull(column) else { continue }
        line.append(contentsOf: key)
        try values.append(column, of: statement, as: form, to: &line)
        line.append(UInt8(ascii: ","))
      }
    }
    line[line.count - 1] = UInt8(ascii: "}")
  }
}

extension [UInt8] {
  /// Ends an object; one that has nothing in it goes with its key.
  fileprivate mutating func closeObject() {
    if last == UInt8(ascii: "{") {
      removeLast()
      // Back to behind what is before the key: keys have no braces and no commas.
      while let last, last != UInt8(ascii: ","), last != UInt8(ascii: "{") { removeLast() }
      return
    }
    self[count - 1] = UInt8(ascii: "}")
    append(UInt8(ascii: ","))
  }
}

extension Int64 {
  /// How far it is from another number; as far as numbers go.
  fileprivate func clampedDifference(_ other: Int64) -> Int64 {
    let (difference, overflows) = subtractingReportingOverflow(other)
    return overflows ? (self < other ? .min : .max) : difference
  }
}
