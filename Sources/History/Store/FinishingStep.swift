/// Something that is done to a full segment before it is closed: what makes answers quick and takes all of
/// the events to make.
///
/// It runs in a transaction of its own: as a whole or not at all, and once for each segment, whatever happens
/// in between. A segment can be without it, for it can fail for good; who reads has to do without then.
struct FinishingStep: Sendable {
  /// Stands in `meta` of the segment once it is done.
  let name: String
  /// Does it; within a transaction.
  let run: @Sendable (FullSegment) throws(HistoryError) -> Void

  /// All, in the order in which they are done.
  static let all: [FinishingStep] = [StateArchive.step, WordIndex.step]

  /// The key in `meta`.
  var key: String { "done.\(name)" }

  /// Whether it was done to a segment.
  func isDone(in database: Database) throws(HistoryError) -> Bool {
    let select = try database.prepare("SELECT 1 FROM meta WHERE key = ?")
    select.bind(key, at: 1)
    return try select.step()
  }

  /// Does it, if that was not done before.
  func finish(_ segment: FullSegment) throws(HistoryError) {
    let database = segment.database
    if try isDone(in: database) { return }
    do throws(HistoryError) {
      try database.run("BEGIN IMMEDIATE")
      try run(segment)
      let note = try database.prepare("INSERT INTO meta VALUES (?, 1)")
      note.bind(key, at: 1)
      try note.run()
      try database.run("COMMIT")
    } catch {
      // Where this fails as well there is nothing to roll back.
      try? database.run("ROLLBACK")
      throw error
    }
  }
}

/// A segment that gets no more events, on its way to being closed.
struct FullSegment {
  let path: String
  /// Open for writing.
  let database: Database
  /// The file of the segment before it, which is closed and may have made room; nil: it is the first.
  let before: String?
}
