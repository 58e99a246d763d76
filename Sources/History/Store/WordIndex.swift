import Events

/// The index of what is in command lines and in the paths of programs: a table for full text by three letters
/// each (SQLite's FTS5, `trigram`), which finds any part of a text.
///
/// It has no texts and no places in them, only which rows of `text` have which three letters, capital and
/// small ones alike: it says which ones can be meant, never that they are.
enum WordIndex {
  static let table = "words"

  /// Fields whose texts are in it.
  static let fields: Set<String> = ["process.argv", "process.exe"]

  /// Makes it in a full segment.
  static let step = FinishingStep(name: table) { segment throws(HistoryError) in
    let database = segment.database
    try database.run(
      """
      CREATE VIRTUAL TABLE \(table) USING fts5(value, content='', detail=none, columnsize=0, \
      tokenize='trigram')
      """)
    try database.run(
      """
      INSERT INTO \(table)(rowid, value) SELECT id, value FROM text \
      WHERE id IN (\(columns.joined(separator: " UNION "))) ORDER BY id
      """)
    try database.run("INSERT INTO \(table)(\(table)) VALUES ('optimize')")
  }

  /// A query for each column of a segment in which one of the fields is.
  private static let columns: [String] = {
    var found: Set<String> = []
    for layout in KindLayout.all.compactMap(\.self) {
      for (field, place) in zip(layout.fields, layout.places) where fields.contains(field.name) {
        let column = SegmentSchema.quoted(field.name)
        switch place {
        case .own: found.insert("SELECT \(column) FROM \(layout.table)")
        case .part(let part, _): found.insert("SELECT \(column) FROM \(part.table)")
        case .known, .time, .origin: break
        }
      }
    }
    return found.sorted()
  }()

  /// What a text that has all of these parts has to match.
  ///
  /// - Parameter parts: as they stand in the segment.
  /// - Returns: nil: they are too short to look for.
  static func expression(for parts: [String]) -> String? {
    var letters: Set<String> = []
    for part in parts {
      let bytes = Array(part.utf8)
      for start in bytes.indices.dropLast(2) {
        let three = bytes[start..<start + 3]
        // What SQLite makes of other letters is its own affair.
        guard three.allSatisfy({ 0x20..<0x7f ~= $0 && $0 != UInt8(ascii: "\"") }) else { continue }
        letters.insert(String(decoding: three, as: UTF8.self))
      }
    }
    return letters.isEmpty
      ? nil : letters.sorted().map { "\"\($0)\"" }.joined(separator: " AND ")
  }
}
