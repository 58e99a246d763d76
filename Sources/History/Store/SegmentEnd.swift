/// What makes one file of a segment that gets no more events.
enum SegmentEnd {
  /// What is in a segment that is one file now.
  struct Closed: Sendable, Equatable {
    /// The first and the last moment of an event, nanoseconds since 1970.
    var span: ClosedRange<Int64>
    var events: Int
  }

  /// Does what is still to be done to a segment, and makes one file of it.
  ///
  /// - Parameters:
  ///   - path: its file.
  ///   - before: the file of the one before.
  ///   - steps: what is to be done; what was done already is passed over.
  ///   - isStopping: asked now and then; true breaks off.
  /// - Returns: what is in it; nil: nothing.
  /// - Throws: ``HistoryError``: `damaged` or `version` where it cannot be read, `busy` where somebody reads
  ///   it, and it can only be closed later.
  static func finish(
    _ path: String, after before: String?, _ steps: [FinishingStep],
    isStopping: @escaping () -> Bool
  ) throws(HistoryError) -> Closed? {
    let database = try Database(path, .write)
    database.breakOff(isStopping)
    guard try database.number("PRAGMA application_id") == SegmentSchema.applicationID else {
      // Made, and not filled: the sensor was killed in between.
      if try database.number("PRAGMA page_count") == 0 { return nil }
      throw HistoryError("\(path): is not a segment of a history", .damaged)
    }
    let version = try database.number("PRAGMA user_version") ?? 0
    guard version == SegmentSchema.version else {
      throw HistoryError(
        "\(path): has version \(version), this program writes \(SegmentSchema.version)", .version)
    }
    guard let first = try database.number("SELECT min(earliest) FROM batch"),
      let last = try database.number("SELECT max(latest) FROM batch"), first <= last
    else { return nil }
    var events: Int64 = 0
    for layout in KindLayout.all.compactMap(\.self) where try database.hasTable(layout.table) {
      events += try database.number("SELECT count(*) FROM \(layout.table)") ?? 0
    }
    let segment = FullSegment(path: path, database: database, before: before)
    for step in steps {
      do throws(HistoryError) {
        try step.finish(segment)
      } catch {
        throw HistoryError("\(step.name): \(error)", error.code)
      }
    }
    guard try makeOneFile(database) else {
      throw HistoryError("\(path): somebody reads it, and it cannot be closed", .busy)
    }
    return Closed(span: first...last, events: Int(events))
  }

  /// Brings all that was written into the file itself.
  ///
  /// - Returns: whether it is there; false: somebody reads it just now.
  static func makeOneFile(_ database: Database) throws(HistoryError) -> Bool {
    // Nobody is waited for.
    try database.run("PRAGMA busy_timeout = 0")
    do throws(HistoryError) {
      let checkpoint = try database.prepare("PRAGMA wal_checkpoint(TRUNCATE)")
      guard try checkpoint.step(), checkpoint.integer(0) == 0 else { return false }
    } catch {
      if error.code == .busy { return false }
      throw error
    }
    // Where somebody has it open just now that cannot be, and needs not: what is stored is in it all the same.
    try? database.run("PRAGMA journal_mode = DELETE")
    return true
  }
}
