/// The host's states in segments that follow each other.
///
/// A segment has some of them, kept when it was closed; the others follow from the events behind the one
/// before. Used by one thread at a time.
final class StateArchive {
  private let paths: [String]
  /// After so many events another state is kept: it takes some tens of milliseconds to go through them.
  private let spacing: Int
  /// States take so many bytes for every event, at most: of large ones fewer are kept.
  private let bytesAnEvent: Int

  /// - Parameters:
  ///   - paths: of the segments, the oldest first.
  ///   - spacing: events between two states that are kept, at least.
  ///   - bytesAnEvent: what all of them may take.
  init(_ paths: [String], spacing: Int = 8192, bytesAnEvent: Int = 4) {
    self.paths = paths
    self.spacing = spacing
    self.bytesAnEvent = bytesAnEvent
  }

  /// The state at a moment that one of the segments has.
  ///
  /// - Parameters:
  ///   - time: nanoseconds since 1970.
  ///   - index: of the segment's path.
  /// - Returns: the state behind all events up to then.
  /// - Throws: ``HistoryError`` where the segment cannot be read.
  func state(at time: Int64, in index: Int) throws(HistoryError) -> HostState {
    let segment = try SQLiteSegment(paths[index])
    var first: UInt64 = 0
    let follower: StateFollower
    if let kept = try segment.checkpoint(upTo: time) {
      follower = StateFollower(from: kept.state)
      first = kept.sequence + 1
    } else {
      follower = StateFollower(from: try opening(of: segment, at: index))
    }
    var selection = EventSelection(times: .min...time, kinds: StateFollower.kinds)
    selection.sequences = first ... .max
    try segment.follow(selection) { line throws(HistoryError) in try follower.follow(line) }
    return follower.state
  }

  /// Keeps states in a segment to which nothing is written any more, and that at its end.
  static let step = FinishingStep(name: "states") { segment throws(HistoryError) in
    let archive = StateArchive([segment.before, segment.path].compactMap(\.self))
    try archive.keepStates(in: segment.database)
  }

  /// Keeps states in the last segment.
  ///
  /// - Parameter database: that segment, open for writing.
  /// - Throws: ``HistoryError`` where it cannot be read or written.
  func keepStates(in database: Database) throws(HistoryError) {
    guard let path = paths.last else { return }
    let segment = try SQLiteSegment(path)
    try database.run(SegmentSchema.checkpointTable)
    let insert = try database.prepare("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)")
    let follower = StateFollower(from: try opening(of: segment, at: paths.count - 1))
    func keep(_ sequence: UInt64, _ time: Int64) throws(HistoryError) -> Int {
      let bytes = try follower.state.encoded()
      insert.bind(Int64(bitPattern: sequence), at: 1)
      insert.bind(time, at: 2)
      insert.bind(blob: bytes, at: 3)
      try insert.run()
      return bytes.count
    }
    // What the segment begins with, whichever moment of it is asked for.
    var size = try keep(0, .min)
    var sequence: UInt64 = 0
    var latest = Int64.min
    var count = 0
    let selection = EventSelection(kinds: StateFollower.kinds)
    try segment.follow(selection) { line throws(HistoryError) in
      try follower.follow(line)
      sequence = line.sequence
      latest = max(latest, line.time)
      count += 1
      guard count >= max(spacing, size / bytesAnEvent) else { return }
      size = try keep(sequence, latest)
      count = 0
    }
    if count > 0 { _ = try keep(sequence, latest) }
  }

  /// The state at the beginning of a segment: that at the end of the one before, if the same sensor wrote it.
  private func opening(
    of segment: SQLiteSegment, at index: Int
  ) throws(HistoryError) -> HostState {
    guard index > 0 else { return HostState() }
    do throws(HistoryError) {
      guard try SQLiteSegment(paths[index - 1]).origin == segment.origin else {
        return HostState()
      }
      return try state(at: .max, in: index - 1)
    } catch {
      // Whoever asks is told of it; from here on what acts is noticed.
      guard error.code == .damaged || error.code == .version || error.code == .missing else {
        throw error
      }
      return HostState()
    }
  }
}

extension SQLiteSegment {
  /// Goes through events with a body whose errors are this module's.
  fileprivate func follow(
    _ selection: EventSelection, _ body: (SegmentLine) throws(HistoryError) -> Void
  ) throws(HistoryError) {
    var failure: HistoryError?
    do {
      _ = try forEach(selection) { line in
        do throws(HistoryError) { try body(line) } catch { failure = error }
        return failure == nil
      }
    } catch {
      throw error as? HistoryError ?? HistoryError("\(path): \(error)")
    }
    if let failure { throw failure }
  }
}
