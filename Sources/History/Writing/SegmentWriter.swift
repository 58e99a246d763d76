public import Events

/// Writes one segment of the history: a file that has all there is to know of its events.
///
/// Used by one thread at a time.
public final class SegmentWriter {
  /// What a batch came to.
  public struct Written: Sendable {
    /// The events that are in the segment now.
    public var events = 0
    /// Lines that are no events of this program's kinds, and are not stored, by kind.
    public var refused: [EventKind: Int] = [:]
  }

  /// The segment's file.
  public let path: String
  /// What its events have in common.
  public let origin: SegmentOrigin
  /// Events that it has.
  public private(set) var events = 0
  /// The first and the last moment of an event in it, nanoseconds since 1970; nil: it has none.
  public private(set) var span: ClosedRange<Int64>?

  private let database: Database
  private let tables: SegmentTables
  private let origins: [[UInt8]]
  private var kinds: [KindWriter?]
  private let insertBatch: Statement
  private var time = LineTime()
  /// What is put together of the shared parts of the line at hand.
  private var shared = SharedPart.allCases.map { _ in [UInt8]() }

  /// What is prepared for a kind.
  private final class KindWriter {
    let layout: KindLayout
    let insert: Statement
    // Unchecked: the one thread that writes comes to it, one line at a time.
    @exclusivity(unchecked) var walk: LineWalk

    init(_ layout: KindLayout, insert: Statement) {
      self.layout = layout
      self.insert = insert
      walk = LineWalk(FieldPaths(layout.fields), tellsUnknown: true)
    }
  }

  /// Makes the file, which is not there yet.
  ///
  /// - Throws: ``HistoryError``.
  public init(creating path: String, origin: SegmentOrigin) throws(HistoryError) {
    self.path = path
    self.origin = origin
    database = try Database(path, .write)
    // Readers look on while it is written; a crash of the machine costs what was not synced, never the
    // file.
    try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    try database.run("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192")
    try database.run("BEGIN")
    for statement in SegmentSchema.statements { try database.run(statement) }
    tables = try SegmentTables(database, boot: origin.boot)
    insertBatch = try database.prepare("INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?)")
    origins = [origin.host, origin.boot, origin.run].map {
      Array(EventText.json(Array($0.utf8)).utf8)
    }
    kinds = Array(repeating: nil, count: EventKind.limit)
    let meta = try database.prepare("INSERT INTO meta VALUES (?, ?)")
    for (key, value) in [("host", origin.host), ("boot", origin.boot), ("run", origin.run)] {
      meta.bind(key, at: 1)
      meta.bind(value, at: 2)
      try meta.run()
    }
    try database.run("COMMIT")
  }

  /// Stores all events of a batch, or none of them.
  ///
  /// - Parameter batch: finished lines of this segment's run.
  /// - Returns: how many are stored.
  /// - Throws: ``HistoryError`` where it cannot be written; nothing of the batch is in it then.
  public func append(_ batch: OutputBuffer) throws(HistoryError) -> Written {
    guard batch.lineCount > 0 else { return Written() }
    do throws(HistoryError) {
      try database.run("BEGIN")
      let written = try store(batch)
      try database.run("COMMIT")
      return written
    } catch {
      // Where this fails as well there is nothing to roll back.
      try? database.run("ROLLBACK")
      tables.forget()
      throw error
    }
  }

  /// Bytes that it takes on the disk.
  var bytes: UInt64 {
    get throws(HistoryError) {
      let pages = try database.number("PRAGMA page_count") ?? 0
      return UInt64(pages) * UInt64(try database.number("PRAGMA page_size") ?? 0)
    }
  }

  /// Ends it: from now on it is one file that nobody writes to.
  ///
  /// - Returns: whether it is. False: somebody reads it just now, and what was written last is still in a
  ///   file beside it; to be called again later.
  public func close() throws(HistoryError) -> Bool {
    kinds = []
    return try Self.finish(database)
  }

  /// Ends one that somebody else has left open.
  ///
  /// - Returns: what is in it; nil: nothing.
  /// - Throws: ``HistoryError``; `damaged` where it cannot be read, `busy` where somebody reads it.
  static func finish(
    _ path: String
  ) throws(HistoryError) -> (span: ClosedRange<Int64>, events: Int)? {
    let database = try Database(path, .write)
    guard try database.number("PRAGMA application_id") == SegmentSchema.applicationID else {
      // Made, and not filled: the sensor was killed in between.
      if try database.number("PRAGMA page_count") == 0 { return nil }
      throw HistoryError("\(path): is not a segment of a history", .damaged)
    }
    guard let first = try database.number("SELECT min(earliest) FROM batch"),
      let last = try database.number("SELECT max(latest) FROM batch"), first <= last
    else { return nil }
    var events: Int64 = 0
    for layout in KindLayout.all.compactMap(\.self) where try database.hasTable(layout.table) {
      events += try database.number("SELECT count(*) FROM \(layout.table)") ?? 0
    }
    guard try finish(database) else {
      throw HistoryError("\(path): somebody reads it, and it cannot be closed", .busy)
    }
    return (first...last, Int(events))
  }

  private static func finish(_ database: Database) throws(HistoryError) -> Bool {
    // Nobody is waited for.
    try database.run("PRAGMA busy_timeout = 0")
    let checkpoint = try database.prepare("PRAGMA wal_checkpoint(TRUNCATE)")
    do throws(HistoryError) {
      guard try checkpoint.step(), checkpoint.integer(0) == 0 else {
        checkpoint.reset()
        return false
      }
    } catch {
      if error.code == .busy { return false }
      throw error
    }
    checkpoint.reset()
    // One file from now on. Where somebody reads it just now that cannot be, and needs not: what is
    // stored is in it all the same.
    try? database.run("PRAGMA journal_mode = DELETE")
    return true
  }

  private func store(_ batch: OutputBuffer) throws(HistoryError) -> Written {
    var written = Written()
    var span: ClosedRange<Int64>?
    let failure = batch.withBytes { bytes in
      bytes.withUnsafeBytes { bytes -> HistoryError? in
        for position in 0..<batch.lineCount {
          let line = batch.line(at: position)
          let range = batch.range(ofLine: position)
          do throws(HistoryError) {
            guard
              let time = try store(
                UnsafeRawBufferPointer(rebasing: bytes[range]), line.kind, line.sequence)
            else {
              written.refused[line.kind, default: 0] += 1
              continue
            }
            written.events += 1
            span = span.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
          } catch {
            return error
          }
        }
        return nil
      }
    }
    if let failure { throw failure }
    if let span {
      insertBatch.bind(Int64(bitPattern: batch.line(at: 0).sequence), at: 1)
      insertBatch.bind(Int64(bitPattern: batch.line(at: batch.lineCount - 1).sequence), at: 2)
      insertBatch.bind(span.lowerBound, at: 3)
      insertBatch.bind(span.upperBound, at: 4)
      try insertBatch.run()
      events += written.events
      self.span =
        self.span.map {
          min($0.lowerBound, span.lowerBound)...max($0.upperBound, span.upperBound)
        } ?? span
    }
    return written
  }

  private func writer(of kind: EventKind) throws(HistoryError) -> KindWriter? {
    let number = Int(kind.rawValue)
    guard number < kinds.count else { return nil }
    if let writer = kinds[number] { return writer }
    guard let layout = KindLayout.all[number] else { return nil }
    let values = Array(repeating: "?", count: layout.columns.count).joined(separator: ", ")
    let writer = KindWriter(
      layout,
      insert: try database.prepare("INSERT OR REPLACE INTO \(layout.table) VALUES (\(values))"))
    kinds[number] = writer
    return writer
  }

  /// - Returns: the event's time; nil: the line is none of ours.
  private func store(
    _ line: UnsafeRawBufferPointer, _ kind: EventKind, _ sequence: UInt64
  ) throws(HistoryError) -> Int64? {
    guard let writer = try writer(of: kind) else { return nil }
    let insert = writer.insert
    insert.clear()
    for index in shared.indices { shared[index].removeAll(keepingCapacity: true) }
    guard let moment = try bindValues(of: line, by: writer) else { return nil }
    insert.bind(Int64(bitPattern: sequence), at: 1)
    insert.bind(moment, at: 2)
    insert.bind(try actor(), at: 3)
    if writer.layout.hasImage { insert.bind(try row(of: .image), at: 4) }
    try insert.run()
    return moment
  }

  /// Binds what the kind's own table has, and collects what the shared parts have.
  ///
  /// - Returns: the event's time; nil: the line is none of ours.
  private func bindValues(
    of line: UnsafeRawBufferPointer, by writer: KindWriter
  ) throws(HistoryError) -> Int64? {
    let layout = writer.layout
    let firstOwn = KindLayout.leadingColumns.count + (layout.hasImage ? 1 : 0) + 1
    var moment: Int64?
    writer.walk.restart()
    while true {
      let next: LineValue?
      do throws(LineError) { next = try writer.walk.next(in: line.bytes) } catch { return nil }
      guard let next else { return moment }
      // A field that this program does not know is no event of its own.
      guard next.isKnown else { return nil }
      let field = Int(next.field)
      let value = UnsafeRawBufferPointer(
        rebasing: line[Int(next.bytes.lowerBound)..<Int(next.bytes.upperBound)])
      switch layout.places[field] {
      case .known: break
      case .time: moment = time.nanoseconds(value)
      case .origin(let index):
        guard value.elementsEqual(origins[index]) else { return nil }
      case .part(let part, let column):
        shared[part.rawValue].append(SharedValues.mark(column))
        shared[part.rawValue].append(contentsOf: value)
      case .own(let column):
        try tables.bind(
          value, as: layout.forms[field], to: writer.insert, at: firstOwn + column)
      }
    }
  }

  private func row(of part: SharedPart, inner: Int64? = nil) throws(HistoryError) -> Int64 {
    var result: Result<Int64, HistoryError> = .success(0)
    shared[part.rawValue].withUnsafeBytes { values in
      do throws(HistoryError) {
        result = .success(try tables.row(of: part, values, inner: inner))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  private func actor() throws(HistoryError) -> Int64 {
    let person = try row(of: .person)
    // Whom it acts for is part of what it is.
    var number = person
    shared[SharedPart.actor.rawValue].append(SharedValues.mark(SharedValues.innerColumn))
    while number > 0 {
      shared[SharedPart.actor.rawValue].append(UInt8(ascii: "0") + UInt8(number % 10))
      number /= 10
    }
    return try row(of: .actor, inner: person)
  }
}
