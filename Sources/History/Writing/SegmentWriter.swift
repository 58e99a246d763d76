public import Events
import Glibc

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
  private let collector = PartCollector()
  private let stretches = ActorStretches()
  /// What times are counted from; nil: nothing is stored yet.
  private var base: Int64?

  /// What is prepared for a kind.
  private final class KindWriter {
    let layout: KindLayout
    let insert: Statement
    let routes: KindRoutes
    // Unchecked: the one thread that writes comes to it, one line at a time.
    @exclusivity(unchecked) var walk: LineWalk

    init(_ layout: KindLayout, insert: Statement) {
      self.layout = layout
      self.insert = insert
      routes = KindRoutes(layout)
      walk = LineWalk(FieldPaths(layout.fields), tellsUnknown: true)
    }
  }

  /// Makes the file, which is not there yet.
  ///
  /// - Parameters:
  ///   - path: the file's.
  ///   - origin: what its events have in common.
  ///   - redactor: replaces what looks like a credential in arguments; nil: they are stored as they are.
  /// - Throws: ``HistoryError``.
  public init(
    creating path: String, origin: SegmentOrigin, redactor: Redactor? = nil
  ) throws(HistoryError) {
    self.path = path
    self.origin = origin
    database = try Database(path, .write)
    // Readers look on while it is written; a crash of the machine costs what was not synced, never the
    // file.
    try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    try database.run("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192")
    try database.run("BEGIN")
    for statement in SegmentSchema.statements { try database.run(statement) }
    tables = try SegmentTables(database, boot: origin.boot, redactor: redactor)
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
    let baseBefore = base
    do throws(HistoryError) {
      try database.run("BEGIN")
      let written = try store(batch)
      try database.run("COMMIT")
      return written
    } catch {
      // Where this fails as well there is nothing to roll back.
      try? database.run("ROLLBACK")
      tables.forget()
      stretches.removeAll()
      base = baseBefore
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
    return try SegmentEnd.makeOneFile(database)
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
      // What waited comes with what is newer, in any order.
      let numbers = (0..<batch.lineCount).map { batch.line(at: $0).sequence }
      insertBatch.bind(Int64(bitPattern: numbers.min() ?? 0), at: 1)
      insertBatch.bind(Int64(bitPattern: numbers.max() ?? 0), at: 2)
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
    var found = try bindValues(of: line, by: writer, knowsActors: writer.layout.hasActorApart)
    if found?.actor != nil, collector.hasValues(of: .person) || collector.hasValues(of: .actor) {
      // More is said of who acts than of the one who was met.
      found = try bindValues(of: line, by: writer, knowsActors: false)
    }
    guard let found else { return nil }
    insert.bind(Int64(bitPattern: sequence), at: 1)
    insert.bind(found.moment &- tables.base, at: 2)
    let actor: Int64
    if let known = found.actor {
      actor = known
    } else {
      actor = try row(of: .actor, in: line, inner: try row(of: .person, in: line))
      if let stretch = found.stretch {
        stretches.insert(UnsafeRawBufferPointer(rebasing: line[stretch]), row: actor)
      }
    }
    insert.bind(actor, at: 3)
    var index = KindLayout.leadingColumns.count
    for part in writer.layout.parts {
      index += 1
      if collector.hasValues(of: part) { insert.bind(try row(of: part, in: line), at: index) }
    }
    try insert.run()
    return found.moment
  }

  /// What a line has beside its values.
  private struct Found {
    var moment: Int64 = 0
    /// The row of who acts, where that was met before.
    var actor: Int64?
    /// Where it is said who acts, if nothing else is said there.
    var stretch: Range<Int>?
  }

  /// Binds what the kind's own table has, and collects what the shared parts have.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - writer: that of its kind.
  ///   - knowsActors: whether who was met before is looked for.
  /// - Returns: the rest; nil: the line is none of ours.
  /// - Throws: ``HistoryError`` where what a value refers to cannot be written.
  private func bindValues(
    of line: UnsafeRawBufferPointer, by writer: KindWriter, knowsActors: Bool
  ) throws(HistoryError) -> Found? {
    let routes = writer.routes
    let actors = SharedPart.actor.rawValue
    var found = Found()
    var hasMoment = false
    var stretch = ActorStretch()
    writer.insert.clear()
    collector.begin()
    writer.walk.restart()
    while true {
      let next: LineValue?
      do throws(LineError) { next = try writer.walk.next(in: line.bytes) } catch { return nil }
      guard let next else { break }
      // A field that this program does not know is no event of its own.
      guard next.isKnown else { return nil }
      let route = routes[Int(next.field)]
      if route.way == .part {
        guard collector.add(next.bytes, to: route) else { return nil }
        if Int(route.part) <= actors { stretch.add(next) }
        continue
      }
      collector.endRun()
      let value = UnsafeRawBufferPointer(
        rebasing: line[Int(next.bytes.lowerBound)..<Int(next.bytes.upperBound)])
      switch route.way {
      case .known, .part: break
      case .time:
        let time = time.nanoseconds(value)
        if base == nil { try begin(at: time) }
        found.moment = time
        hasMoment = true
      case .origin:
        guard origin(Int(route.index), is: value) else { return nil }
        // The last of them has the acting process behind it.
        guard knowsActors, Int(route.index) == origins.count - 1 else { continue }
        let start = writer.walk.end
        stretch.start = start
        if let known = stretches.find(UnsafeRawBufferPointer(rebasing: line[start...])) {
          writer.walk.skipMembers(to: start + known.count)
          found.actor = known.row
        }
      case .own:
        stretch.end()
        try tables.bind(value, as: route.form, to: writer.insert, at: Int(route.index))
      }
    }
    guard hasMoment else { return nil }
    if found.actor == nil { found.stretch = stretch.range(in: line, writer.walk) }
    return found
  }

  @inline(__always)
  private func origin(_ index: Int, is value: UnsafeRawBufferPointer) -> Bool {
    origins[index].withUnsafeBytes { origin in
      guard let start = origin.baseAddress, let other = value.baseAddress else { return false }
      return origin.count == value.count && memcmp(start, other, value.count) == 0
    }
  }

  /// The time of the first event is what all others are counted from: small numbers take less room.
  private func begin(at time: Int64) throws(HistoryError) {
    let meta = try database.prepare("INSERT INTO meta VALUES ('base', ?)")
    meta.bind(time, at: 1)
    try meta.run()
    base = time
    tables.base = time
  }

  private func row(
    of part: SharedPart, in line: UnsafeRawBufferPointer, inner: Int64? = nil
  ) throws(HistoryError) -> Int64 {
    let key = collector.key(of: part, in: line, inner: inner ?? 0)
    return try tables.row(
      of: part, collector.values(of: part), in: line, key: key, inner: inner)
  }
}
