import Events

/// A segment in an SQLite file, as ``SegmentWriter`` writes it; perhaps still does.
public final class SQLiteSegment: Segment {
  public let path: String
  public let origin: SegmentOrigin
  private let database: Database
  private let values: SegmentValues
  private let origins: [[UInt8]]
  private let selectSpan: Statement
  private let selectBatches: Statement

  /// Opens one.
  ///
  /// - Throws: ``HistoryError``: `missing`, `empty`, `damaged`, or `version` where it was written by another
  ///   program than this one can read.
  public init(_ path: String) throws(HistoryError) {
    self.path = path
    database = try Database(path, .read)
    guard try database.number("PRAGMA application_id") == SegmentSchema.applicationID else {
      if try database.number("PRAGMA page_count") == 0 {
        throw HistoryError("\(path): nothing is in it yet", .empty)
      }
      throw HistoryError("\(path): is not a segment of a history", .damaged)
    }
    let version = try database.number("PRAGMA user_version") ?? 0
    guard version == SegmentSchema.version else {
      throw HistoryError(
        "\(path): has version \(version), this program reads \(SegmentSchema.version)", .version)
    }
    let meta = try database.prepare("SELECT value FROM meta WHERE key = ?")
    var texts: [String] = []
    for key in ["host", "boot", "run"] {
      meta.bind(key, at: 1)
      guard try meta.step() else { throw HistoryError("\(path): has no \(key)", .damaged) }
      texts.append(meta.text(0))
      meta.reset()
    }
    origin = SegmentOrigin(host: texts[0], boot: texts[1], run: texts[2])
    origins = texts.map { Array("\"\($0)\",".utf8) }
    values = try SegmentValues(database, boot: origin.boot)
    selectSpan = try database.prepare("SELECT min(earliest), max(latest) FROM batch")
    selectBatches = try database.prepare(
      "SELECT min(first), max(last) FROM batch WHERE latest >= ? AND earliest <= ?")
  }

  public var span: ClosedRange<Int64>? {
    defer { selectSpan.reset() }
    guard let isThere = try? selectSpan.step(), isThere, !selectSpan.isNull(0) else { return nil }
    let (first, last) = (selectSpan.integer(0), selectSpan.integer(1))
    return first <= last ? first...last : nil
  }

  public func forEach(
    _ selection: EventSelection, _ body: (SegmentLine) throws -> Bool
  ) throws -> Bool {
    // All tables as they are at one moment.
    try database.run("BEGIN")
    defer { try? database.run("COMMIT") }
    guard let sequences = try sequences(selection.times) else { return true }
    values.base = try database.number("SELECT value FROM meta WHERE key = 'base'") ?? 0
    values.read(only: selection.fields)
    var cursors: [KindCursor] = []
    for case .some(let assembly) in LineAssembly.all
    where selection.kinds?.contains(assembly.layout.definition.kind) ?? true {
      let cursor = try KindCursor(
        selection.fields.map(assembly.only) ?? assembly, in: database, selection,
        sequences: sequences, base: values.base)
      if let cursor, try cursor.next() { cursors.append(cursor) }
    }
    var line: [UInt8] = []
    while let index = cursors.indices.min(by: { cursors[$0].precedes(cursors[$1]) }) {
      let cursor = cursors[index]
      line.removeAll(keepingCapacity: true)
      try cursor.assemble(into: &line, values, origins)
      let goesOn = try line.withUnsafeBytes { bytes in
        try body(
          SegmentLine(
            kind: cursor.kind, sequence: cursor.sequence, time: cursor.time, bytes: bytes))
      }
      guard goesOn else { return false }
      if try !cursor.next() { cursors.remove(at: index) }
    }
    return true
  }

  /// The numbers between which all events of these times are.
  private func sequences(_ times: ClosedRange<Int64>) throws(HistoryError) -> ClosedRange<Int64>? {
    selectBatches.bind(times.lowerBound, at: 1)
    selectBatches.bind(times.upperBound, at: 2)
    defer { selectBatches.reset() }
    guard try selectBatches.step(), !selectBatches.isNull(0) else { return nil }
    let (first, last) = (selectBatches.integer(0), selectBatches.integer(1))
    return first <= last ? first...last : nil
  }
}
