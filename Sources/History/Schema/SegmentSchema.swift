import Events

/// The tables of a segment.
enum SegmentSchema {
  /// Of the layout; a segment says which one it has.
  static let version: Int64 = 1

  /// Tells a segment from any other SQLite database: "LBSG".
  static let applicationID: Int64 = 0x4c42_5347

  /// The statements that make an empty one.
  static var statements: [String] {
    [
      "PRAGMA application_id = \(applicationID)",
      "PRAGMA user_version = \(version)",
      // What the segment is, in words.
      "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID",
      // Every text once, or nearly: as in JSON, without quotes; lists with all that is theirs.
      "CREATE TABLE text(id INTEGER PRIMARY KEY, value)",
      // Processes of this boot: number, and nanoseconds since boot at which it began.
      "CREATE TABLE life(id INTEGER PRIMARY KEY, pid, start)",
      // Every batch of events: numbers and moments, these in nanoseconds since 1970.
      "CREATE TABLE batch(first INTEGER PRIMARY KEY, last, earliest, latest)",
      checkpointTable,
    ] + SharedPart.allCases.map(table) + KindLayout.all.compactMap(\.self).map(table)
  }

  /// The host's state after the event of that number.
  ///
  /// No event up to there was later than `time`, in nanoseconds since 1970. Filled when the segment is
  /// closed; older ones do not have the table.
  static let checkpointTable =
    "CREATE TABLE IF NOT EXISTS checkpoint(seq INTEGER PRIMARY KEY, time, state)"

  private static func table(_ part: SharedPart) -> String {
    let columns = (part.inner.map { [$0.table] } ?? []) + part.fields.map(\.name)
    return "CREATE TABLE \(part.table)(id INTEGER PRIMARY KEY, \(list(columns)))"
  }

  private static func table(_ layout: KindLayout) -> String {
    let columns = layout.columns.dropFirst()
    return "CREATE TABLE \(layout.table)(seq INTEGER PRIMARY KEY, \(list(Array(columns))))"
  }

  private static func list(_ columns: [String]) -> String {
    columns.map(quoted).joined(separator: ", ")
  }

  /// A name as SQL has it.
  static func quoted(_ name: String) -> String { "\"\(name)\"" }
}
