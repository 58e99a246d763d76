import Events

/// The texts, the processes and the shared parts of a segment that is written: each gets a row once.
final class SegmentTables {
  private let texts = TextCache(entries: 1 << 15, bytes: 4 << 20)
  private let lives = TextCache(entries: 1 << 13, bytes: 512 << 10)
  private let parts = SharedPart.allCases.map { _ in
    TextCache(entries: 1 << 12, bytes: 2 << 20)
  }
  private var lastText: Int64 = 0
  private var lastLife: Int64 = 0
  private var lastPart = [Int64](repeating: 0, count: SharedPart.allCases.count)
  private let insertText: Statement
  private let insertLife: Statement
  private let insertPart: [Statement]
  /// What every id of a process of this boot begins with.
  private let processPrefix: [UInt8]
  private let redactor: Redactor?
  private var time = LineTime()
  /// What times are counted from, nanoseconds since 1970.
  var base: Int64 = 0

  init(_ database: Database, boot: String, redactor: Redactor?) throws(HistoryError) {
    self.redactor = redactor
    insertText = try database.prepare("INSERT INTO text VALUES (?, ?)")
    insertLife = try database.prepare("INSERT INTO life VALUES (?, ?, ?)")
    var statements: [Statement] = []
    for part in SharedPart.allCases {
      let count = 1 + (part.inner == nil ? 0 : 1) + part.fields.count
      let values = Array(repeating: "?", count: count).joined(separator: ", ")
      statements.append(try database.prepare("INSERT INTO \(part.table) VALUES (\(values))"))
    }
    insertPart = statements
    processPrefix = Array(EventText.processID(0, start: 0, bootID: boot).utf8.dropLast(3))
  }

  /// Forgets the rows: what was written since the last transaction is not there.
  func forget() {
    texts.removeAll()
    lives.removeAll()
    for part in parts { part.removeAll() }
  }

  /// Binds a value.
  ///
  /// - Parameters:
  ///   - value: as it stands in the line, quotes and brackets included; to stay there until the
  ///     statement has run.
  ///   - form: how it is to stand in the column.
  ///   - statement: the one of the row.
  ///   - index: the parameter's.
  /// - Throws: ``HistoryError`` where what it refers to cannot be written.
  @inline(__always)
  func bind(
    _ value: UnsafeRawBufferPointer, as form: ColumnForm, to statement: Statement, at index: Int
  ) throws(HistoryError) {
    switch form {
    case .number:
      if let number = Self.number(value) {
        statement.bind(number, at: index)
      } else {
        statement.bindBorrowed(value, at: index)
      }
    case .boolean: statement.bind(value[0] == UInt8(ascii: "t") ? 1 : 0, at: index)
    case .time: statement.bind(time.nanoseconds(value) &- base, at: index)
    case .process: statement.bind(try process(value.dropQuotes), at: index)
    case .text: statement.bind(try text(value.dropQuotes), at: index)
    case .list: statement.bind(try text(value), at: index)
    case .arguments:
      if let redacted = redactor?.redacted(arguments: value) {
        statement.bind(try text(redacted), at: index)
      } else {
        statement.bind(try text(value), at: index)
      }
    }
  }

  /// The row of a text.
  @inline(__always)
  func text(_ bytes: UnsafeRawBufferPointer) throws(HistoryError) -> Int64 {
    if let row = texts.row(of: bytes) { return row }
    lastText += 1
    insertText.bind(lastText, at: 1)
    insertText.bindBorrowed(bytes, at: 2)
    try insertText.run()
    texts.insert(bytes, row: lastText)
    return lastText
  }

  private func text(_ bytes: [UInt8]) throws(HistoryError) -> Int64 {
    var result: Result<Int64, HistoryError> = .success(0)
    bytes.withUnsafeBytes { bytes in
      do throws(HistoryError) { result = .success(try text(bytes)) } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// The row of a process; of a text, negative, where it is no id of a process of this boot.
  private func process(_ id: UnsafeRawBufferPointer) throws(HistoryError) -> Int64 {
    if let row = lives.row(of: id) { return row }
    guard let (pid, start) = parts(of: id) else { return -(try text(id)) }
    lastLife += 1
    insertLife.bind(lastLife, at: 1)
    insertLife.bind(pid, at: 2)
    insertLife.bind(start, at: 3)
    try insertLife.run()
    lives.insert(id, row: lastLife)
    return lastLife
  }

  /// The row of a combination of values.
  ///
  /// - Parameters:
  ///   - part: which part.
  ///   - values: where they are in the line.
  ///   - line: the line.
  ///   - key: stands for all of them, and for the inner row.
  ///   - inner: the row of the part that it refers to.
  /// - Returns: its number.
  /// - Throws: ``HistoryError`` where it cannot be written.
  @inline(__always)
  func row(
    of part: SharedPart, _ values: UnsafeBufferPointer<PartValue>, in line: UnsafeRawBufferPointer,
    key: UnsafeRawBufferPointer, inner: Int64?
  ) throws(HistoryError) -> Int64 {
    if let row = parts[part.rawValue].row(of: key) { return row }
    return try insert(part, values, in: line, key: key, inner: inner)
  }

  private func insert(
    _ part: SharedPart, _ values: UnsafeBufferPointer<PartValue>, in line: UnsafeRawBufferPointer,
    key: UnsafeRawBufferPointer, inner: Int64?
  ) throws(HistoryError) -> Int64 {
    lastPart[part.rawValue] += 1
    let row = lastPart[part.rawValue]
    let statement = insertPart[part.rawValue]
    statement.clear()
    statement.bind(row, at: 1)
    if let inner { statement.bind(inner, at: 2) }
    let first = inner == nil ? 2 : 3
    let forms = Self.forms[part.rawValue]
    for value in values {
      let bytes = UnsafeRawBufferPointer(rebasing: line[Int(value.start)..<Int(value.end)])
      try bind(bytes, as: forms[Int(value.column)], to: statement, at: first + Int(value.column))
    }
    try statement.run()
    parts[part.rawValue].insert(key, row: row)
    return row
  }

  private static let forms = SharedPart.allCases.map { $0.fields.map(ColumnForm.init) }

  /// A number of 63 bits; nil: it is larger.
  @inline(__always)
  private static func number(_ digits: UnsafeRawBufferPointer) -> Int64? {
    // Of so many digits none can overflow.
    guard digits.count <= 18 else {
      return Int64(String(decoding: digits, as: UTF8.self))
    }
    let isNegative = digits[0] == UInt8(ascii: "-")
    var number: Int64 = 0
    for index in (isNegative ? 1 : 0)..<digits.count {
      number = number &* 10 &+ Int64(digits[index] &- UInt8(ascii: "0"))
    }
    return isNegative ? -number : number
  }

  /// Number and start of a process, by its id; nil where that is not exactly what those two make.
  private func parts(of id: UnsafeRawBufferPointer) -> (pid: Int64, start: Int64)? {
    guard id.starts(with: processPrefix) else { return nil }
    let rest = id[processPrefix.count...]
    guard let dash = rest.firstIndex(of: UInt8(ascii: "-")) else { return nil }
    let (pidText, startText) = (rest[..<dash], rest[(dash + 1)...])
    guard let pid = UInt32(String(decoding: pidText, as: UTF8.self)),
      let start = UInt64(String(decoding: startText, as: UTF8.self), radix: 16),
      pidText.elementsEqual("\(pid)".utf8),
      startText.elementsEqual(String(start, radix: 16).utf8)
    else { return nil }
    return (Int64(pid), Int64(bitPattern: start))
  }
}

extension UnsafeRawBufferPointer {
  /// What is between the quotes.
  @inline(__always)
  fileprivate var dropQuotes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[1..<(count - 1)])
  }
}
