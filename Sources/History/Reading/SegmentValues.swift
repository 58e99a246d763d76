import Events

/// What the rows of a segment refer to: texts, processes and shared parts, as they stand in lines.
final class SegmentValues {
  private let selectText: Statement
  private let selectLife: Statement
  private let selectPart: [Statement]
  private let boot: String
  /// What times are counted from, nanoseconds since 1970.
  var base: Int64 = 0
  private var texts = RowCache<[UInt8]>(limit: 16 << 20)
  private var lives = RowCache<[UInt8]>(limit: 2 << 20)
  private var parts = SharedPart.allCases.map { _ in RowCache<Part>(limit: 8 << 20) }
  /// Which of the parts' fields are asked for; nil: all of them.
  private var fields: Set<String>?
  /// The place of each column of the file among the part's fields; those of an older file are fewer.
  private let columns: [[Int?]]
  /// The same of those that are asked for.
  private var readColumns: [[(column: Int, place: Int, form: ColumnForm)]] = []

  /// The values of a shared part by its fields, each with quotes; empty: it has none.
  final class Part {
    var values: [[UInt8]]
    /// The row of the part that it refers to.
    var inner: Int64 = 0

    init(count: Int) {
      values = Array(repeating: [], count: count)
    }
  }

  init(_ database: Database, boot: String) throws(HistoryError) {
    self.boot = boot
    selectText = try database.prepare("SELECT value FROM text WHERE id = ?")
    selectLife = try database.prepare("SELECT pid, start FROM life WHERE id = ?")
    var statements: [Statement] = []
    for part in SharedPart.allCases {
      statements.append(try database.prepare("SELECT * FROM \(part.table) WHERE id = ?"))
    }
    selectPart = statements
    columns = zip(SharedPart.allCases, statements).map { part, statement in
      (0..<statement.columnCount).map { column in
        let name = statement.columnName(column)
        return part.fields.firstIndex { $0.name == name }
      }
    }
    read(only: nil)
  }

  /// From now on the parts have only these fields; nil: all of them.
  func read(only fields: Set<String>?) {
    guard readColumns.isEmpty || fields != self.fields else { return }
    self.fields = fields
    parts = SharedPart.allCases.map { _ in RowCache<Part>(limit: 8 << 20) }
    readColumns = SharedPart.allCases.map { part in
      columns[part.rawValue].enumerated().compactMap { column, place in
        guard let place, fields?.contains(part.fields[place].name) ?? true else { return nil }
        return (column, place, ColumnForm(part.fields[place]))
      }
    }
  }

  /// Appends the value of a column as it stands in a line.
  ///
  /// - Parameters:
  ///   - column: of the statement's row, not NULL.
  ///   - statement: stands at the row.
  ///   - form: how it stands there.
  ///   - line: where it goes.
  /// - Throws: ``HistoryError`` where what it refers to cannot be read.
  func append(
    _ column: Int, of statement: Statement, as form: ColumnForm, to line: inout [UInt8]
  ) throws(HistoryError) {
    switch form {
    case .number where statement.isText(column):
      statement.withText(column) { line.append(contentsOf: $0) }
    case .number: line.append(contentsOf: "\(statement.integer(column))".utf8)
    case .boolean: line.append(contentsOf: (statement.integer(column) != 0 ? "true" : "false").utf8)
    case .time: appendTime(base &+ statement.integer(column), to: &line)
    case .process:
      let row = statement.integer(column)
      line.append(UInt8(ascii: "\""))
      line.append(contentsOf: try row < 0 ? text(-row) : life(row))
      line.append(UInt8(ascii: "\""))
    case .text:
      line.append(UInt8(ascii: "\""))
      line.append(contentsOf: try text(statement.integer(column)))
      line.append(UInt8(ascii: "\""))
    case .list, .arguments: line.append(contentsOf: try text(statement.integer(column)))
    }
  }

  func appendTime(_ nanoseconds: Int64, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    line.append(contentsOf: EventText.time(nanoseconds).utf8)
    line.append(UInt8(ascii: "\""))
  }

  /// A row of a shared part.
  func part(_ part: SharedPart, _ row: Int64) throws(HistoryError) -> Part {
    if let known = parts[part.rawValue][row] { return known }
    let statement = selectPart[part.rawValue]
    statement.bind(row, at: 1)
    defer { statement.reset() }
    guard try statement.step() else { throw missing("\(part.table) \(row)") }
    let count = part.fields.count
    let found = Part(count: count)
    var bytes = 64 + 16 * count
    if part.inner != nil, !statement.isNull(1) { found.inner = statement.integer(1) }
    for (column, place, form) in readColumns[part.rawValue] where !statement.isNull(column) {
      try append(column, of: statement, as: form, to: &found.values[place])
      bytes += found.values[place].count + 32
    }
    parts[part.rawValue].insert(found, at: row, bytes: bytes)
    return found
  }

  private func text(_ row: Int64) throws(HistoryError) -> [UInt8] {
    if let known = texts[row] { return known }
    selectText.bind(row, at: 1)
    defer { selectText.reset() }
    guard try selectText.step() else { throw missing("text \(row)") }
    let text = selectText.withText(0) { Array($0) }
    texts.insert(text, at: row, bytes: text.count + 48)
    return text
  }

  private func life(_ row: Int64) throws(HistoryError) -> [UInt8] {
    if let known = lives[row] { return known }
    selectLife.bind(row, at: 1)
    defer { selectLife.reset() }
    guard try selectLife.step() else { throw missing("life \(row)") }
    let id = EventText.processID(
      UInt32(truncatingIfNeeded: selectLife.integer(0)),
      start: UInt64(bitPattern: selectLife.integer(1)), bootID: boot)
    let text = Array(id.utf8)
    lives.insert(text, at: row, bytes: text.count + 48)
    return text
  }

  private func missing(_ what: String) -> HistoryError {
    HistoryError("a row refers to \(what), which is not there", .damaged)
  }
}
