import CSQLite

/// A compiled statement with its values, used by the thread that has its database.
///
/// Parameters are counted from 1, as SQLite does, columns from 0.
final class Statement {
  private let handle: OpaquePointer
  // It has to be there until the statement is gone.
  private let database: Database

  init(_ handle: OpaquePointer, of database: Database) {
    self.handle = handle
    self.database = database
  }

  deinit {
    sqlite3_finalize(handle)
  }

  // What binding can complain of are parameters that are not there and values that are too long: an
  // error of this program in the first case, and of the second the lines' own limit keeps us.

  func bind(_ value: Int64, at index: Int) {
    sqlite3_bind_int64(handle, CInt(truncatingIfNeeded: index), value)
  }

  func bindNull(at index: Int) {
    sqlite3_bind_null(handle, CInt(truncatingIfNeeded: index))
  }

  /// Binds text without a copy.
  ///
  /// - Parameters:
  ///   - text: UTF-8; has to stay where it is until the statement has run.
  ///   - index: the parameter's.
  func bindBorrowed(_ text: UnsafeRawBufferPointer, at index: Int) {
    _ = csqlite_bind_text_static(
      handle, CInt(truncatingIfNeeded: index),
      text.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(truncatingIfNeeded: text.count))
  }

  func bind(_ text: String, at index: Int) {
    _ = csqlite_bind_text_copied(handle, CInt(truncatingIfNeeded: index), text, -1)
  }

  func bind(blob bytes: [UInt8], at index: Int) {
    _ = csqlite_bind_blob_copied(
      handle, CInt(truncatingIfNeeded: index), bytes, CInt(truncatingIfNeeded: bytes.count))
  }

  /// Forgets all values.
  func clear() {
    sqlite3_clear_bindings(handle)
  }

  /// Runs a statement that gives no rows; it can be run again.
  func run() throws(HistoryError) {
    let result = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard result == SQLITE_DONE else { throw database.error(result, "is not written") }
  }

  /// Goes to the next row.
  ///
  /// - Returns: whether there is one; the statement can be run anew where not.
  func step() throws(HistoryError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    case let result:
      let error = database.error(result, "cannot be read")
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Begins anew.
  func reset() {
    sqlite3_reset(handle)
  }

  func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, CInt(column)) == SQLITE_NULL
  }

  func isText(_ column: Int) -> Bool {
    sqlite3_column_type(handle, CInt(column)) == SQLITE_TEXT
  }

  func integer(_ column: Int) -> Int64 {
    sqlite3_column_int64(handle, CInt(column))
  }

  func text(_ column: Int) -> String {
    withText(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// Lends the text of a column until the next step.
  func withText<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let start = sqlite3_column_text(handle, CInt(column))
    let count = sqlite3_column_bytes(handle, CInt(column))
    return body(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }

  /// The bytes of a column.
  func blob(_ column: Int) -> [UInt8] {
    let start = sqlite3_column_blob(handle, CInt(column))
    let count = sqlite3_column_bytes(handle, CInt(column))
    return Array(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }

  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  func columnName(_ column: Int) -> String {
    String(cString: sqlite3_column_name(handle, CInt(column)))
  }
}
