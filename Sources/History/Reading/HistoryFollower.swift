import Events
public import Filters

/// Goes on reading a history that grows.
///
/// Used by one thread at a time.
public final class HistoryFollower {
  private let history: History
  private let condition: Filter?
  private let start: Int64
  /// The segment that was read last, and the number of the last event that was read of it.
  private var place: (name: SegmentName, sequence: UInt64)?
  private var told: Set<String> = []

  /// Begins.
  ///
  /// - Parameters:
  ///   - history: the history.
  ///   - start: the first moment that is meant, nanoseconds since 1970.
  ///   - condition: a segment uses what it can of it; the others may be among the events, too.
  public init(_ history: History, from start: Int64, condition: Filter?) {
    self.history = history
    self.start = start
    self.condition = condition
  }

  /// Goes through what was stored since the last time, in the order in which it was recorded.
  ///
  /// - Parameter body: gets each event.
  /// - Returns: what could not be read, each once.
  /// - Throws: ``HistoryError`` where the directory cannot be read, and what the body throws.
  public func poll(_ body: (SegmentLine) throws -> Void) throws -> [History.Problem] {
    var problems: [History.Problem] = []
    for name in try names() {
      do {
        try read(name, body)
      } catch let error as HistoryError {
        // Made just now, or gone since the directory was read.
        if error.code == .empty || error.code == .missing { continue }
        if told.insert(error.description).inserted {
          problems.append(History.Problem(description: error.description, span: nil))
        }
      }
    }
    return problems
  }

  /// The segment that was read last, and all that were begun since.
  private func names() throws(HistoryError) -> [SegmentName] {
    try history.segments(in: start ... .max).filter { name in
      place.map { name >= $0.name } ?? true
    }
  }

  private func read(_ name: SegmentName, _ body: (SegmentLine) throws -> Void) throws {
    let after = place.flatMap { $0.name == name ? $0.sequence : nil }
    let segment = try SQLiteSegment(history.path(of: name))
    // Read first: what is stored meanwhile is for the next time.
    guard let last = try segment.lastSequence, after.map({ $0 < last }) ?? true else { return }
    var selection = EventSelection(times: start ... .max, condition: condition)
    selection.sequences = (after.map { $0 + 1 } ?? 0)...last
    _ = try segment.forEach(selection) { line in
      try body(line)
      return true
    }
    place = (name, last)
  }
}
