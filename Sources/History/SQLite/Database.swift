import CSQLite

/// One SQLite database, used by one thread at a time.
final class Database {
  let path: String
  private(set) var handle: OpaquePointer?
  private var interruption: Interruption?

  /// How it is opened.
  enum Access {
    /// To write; it is made if it is not there.
    case write
    case read
  }

  /// Milliseconds for which somebody else's lock is waited for.
  private static let patience: CInt = 1000

  /// Opens a file.
  ///
  /// - Throws: ``HistoryError`` with SQLite's words.
  init(_ path: String, _ access: Access) throws(HistoryError) {
    self.path = path
    let flags =
      access == .write
      ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
    var opened: OpaquePointer?
    // One thread at a time uses it: no locks for every call.
    let result = sqlite3_open_v2(
      path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nil)
    handle = opened
    guard result == SQLITE_OK else {
      let error = error(result, "cannot be opened")
      sqlite3_close_v2(opened)
      handle = nil
      throw error
    }
    sqlite3_extended_result_codes(opened, 1)
    sqlite3_busy_timeout(opened, Self.patience)
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  /// Closes it; nothing more can be done with it.
  ///
  /// - Throws: ``HistoryError`` where a statement is still there.
  func close() throws(HistoryError) {
    let result = sqlite3_close(handle)
    guard result == SQLITE_OK else { throw error(result, "cannot be closed") }
    handle = nil
  }

  /// Asks every ten thousand steps or so of SQLite's machine whether to break off what it is at.
  func breakOff(_ isMeant: @escaping () -> Bool) {
    let interruption = Interruption(isMeant)
    self.interruption = interruption
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().isMeant() ? 1 : 0
      }, Unmanaged.passUnretained(interruption).toOpaque())
  }

  private final class Interruption {
    let isMeant: () -> Bool

    init(_ isMeant: @escaping () -> Bool) { self.isMeant = isMeant }
  }

  /// Runs one or more statements that need no values and give none.
  func run(_ sql: String) throws(HistoryError) {
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw error(result, "'\(sql.prefix(120))'") }
  }

  /// Compiles a statement.
  func prepare(_ sql: String) throws(HistoryError) -> Statement {
    var statement: OpaquePointer?
    let result = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard result == SQLITE_OK, let statement else {
      throw error(result, "'\(sql.prefix(200))'")
    }
    return Statement(statement, of: self)
  }

  /// The first value of the first row; nil where there is no row, or the value is NULL.
  func number(_ sql: String) throws(HistoryError) -> Int64? {
    let statement = try prepare(sql)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }

  /// Whether a table, or a view, is there.
  func hasTable(_ name: String) throws(HistoryError) -> Bool {
    let statement = try prepare("SELECT 1 FROM sqlite_schema WHERE name = ?")
    statement.bind(name, at: 1)
    defer { statement.reset() }
    return try statement.step()
  }

  /// What went wrong, in our words and SQLite's.
  func error(_ result: CInt, _ what: String) -> HistoryError {
    let code: HistoryError.Code =
      switch result & 0xff {
      case SQLITE_FULL: .full
      case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_CANTOPEN: .missing
      default: .other
      }
    let words = handle.map { String(cString: sqlite3_errmsg($0)) }
    return HistoryError(
      "\(path): \(what): \(words ?? String(cString: sqlite3_errstr(result)))", code)
  }
}
