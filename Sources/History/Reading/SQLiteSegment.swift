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

  /// The latest state of the host that was kept of a moment up to this one.
  ///
  /// - Returns: it, and the number of the last event in it; nil: the segment has none.
  func checkpoint(upTo time: Int64) throws(HistoryError) -> (state: HostState, sequence: UInt64)? {
    guard try database.hasTable("checkpoint") else { return nil }
    let select = try database.prepare(
      "SELECT seq, state FROM checkpoint WHERE time <= ? ORDER BY seq DESC LIMIT 1")
    select.bind(time, at: 1)
    defer { select.reset() }
    guard try select.step(),
      let state = try HostState(decoding: select.blob(1), path: path)
    else { return nil }
    return (state, UInt64(bitPattern: select.integer(0)))
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
    guard let sequences = try sequences(selection) else { return true }
    values.base = try database.number("SELECT value FROM meta WHERE key = 'base'") ?? 0
    // What is made when a segment is closed is there as a whole or not at all.
    let hasWords = try database.hasTable(WordIndex.table)
    values.read(only: selection.fields)
    var cursors: [KindCursor] = []
    for case .some(let assembly) in LineAssembly.all
    where selection.kinds?.contains(assembly.layout.definition.kind) ?? true {
      let cursor = try KindCursor(
        selection.fields.map(assembly.only) ?? assembly, in: database, selection,
        sequences: sequences, base: values.base, hasWords: hasWords)
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

  /// The number of the last event that is stored; nil: there is none.
  var lastSequence: UInt64? {
    get throws(HistoryError) {
      try database.number("SELECT max(last) FROM batch").map { UInt64(bitPattern: $0) }
    }
  }

  /// The numbers between which all events of these times are.
  private func sequences(
    _ selection: EventSelection
  ) throws(HistoryError) -> ClosedRange<Int64>? {
    selectBatches.bind(selection.times.lowerBound, at: 1)
    selectBatches.bind(selection.times.upperBound, at: 2)
    defer { selectBatches.reset() }
    guard try selectBatches.step(), !selectBatches.isNull(0) else { return nil }
    let meant = selection.sequences ?? 0 ... .max
    let first = max(selectBatches.integer(0), Int64(clamping: meant.lowerBound))
    let last = min(selectBatches.integer(1), Int64(clamping: meant.upperBound))
    return first <= last ? first...last : nil
  }
}
