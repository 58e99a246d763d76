import Enrichment
import Events
import Glibc
import History
import Threading

/// What keeping a history costs, and a made-up past to ask questions of: for `scripts/bench`.
public struct HistoryBenchmark {
  /// What a past came to.
  public struct Result: Sendable {
    /// Events stored.
    public var events = 0
    /// Nanoseconds of CPU time for storing them, without making and encoding them.
    public var storing: UInt64 = 0
    /// The same of the segments' ends: checkpoints, hashes.
    public var closing: UInt64 = 0
    /// Bytes of all segments.
    public var bytes: UInt64 = 0
  }

  /// Stores a past: people and services that run programs, write files, connect and look at terminals.
  ///
  /// The same seed makes the same past.
  ///
  /// - Parameters:
  ///   - count: how many events.
  ///   - hours: over how many hours, up to now.
  ///   - directory: where the history goes.
  ///   - host: the host.
  /// - Returns: what it took.
  /// - Throws: `HistoryError` where it cannot be stored.
  public static func run(
    count: Int, hours: Int, directory: String, host: HostIdentity
  ) throws -> Result {
    let span = UInt64(hours) * 3_600_000_000_000
    // The past begins when this host was booted, as far as the events know.
    let end = TimeExpression.now / 1_000_000_000 * 1_000_000_000
    let start: UInt64 = 1_000_000_000_000
    var encoder = EventEncoder(
      hostID: host.id, bootID: host.bootID, runID: "bench-history",
      bootToRealtimeOffset: end - Int64(span) - Int64(start))
    var enricher = DrainBenchmark.enricher(of: host)
    enricher.waitForNames()
    var past = MadeUpPast(from: start, step: span / UInt64(max(1, count)))
    let batch = OutputBuffer(capacity: 1 << 20)
    var result = Result()
    // One past, whatever its size: nothing makes room.
    let writer = try HistoryWriter(
      directory, limits: HistoryLimits(bytes: 1 << 40, age: .max, segmentAge: .max)
    ) { _ in }
    var segmentEnd = start + 3_600_000_000_000
    func store() throws {
      let before = threadTime()
      try writer.append(batch)
      result.storing += threadTime() - before
      result.events += batch.lineCount
      batch.removeAll()
      guard past.time >= segmentEnd else { return }
      segmentEnd += 3_600_000_000_000
      writer.end(patience: patience)
    }
    while result.events + batch.lineCount < count {
      for record in past.next() {
        try record.withUnsafeBytes { bytes in
          enricher.enrich(bytes.bytes)
          // As in a run: a batch has what came in a twentieth of a second, or a thousand events.
          if batch.lineCount >= 1000
            || !batch.hasRoom(forRecordOf: record.count, with: enricher.values)
          {
            try store()
          }
          try encoder.encode(record: bytes.bytes, with: enricher.values, into: batch)
        }
      }
      enricher.tidy(now: past.time)
    }
    try store()
    writer.end(patience: patience)
    result.closing = writer.closingTime
    result.bytes = try Verification(directory).sound.reduce(0) { $0 + $1.bytes }
    return result
  }

  /// Milliseconds to wait for a segment's end: more than any takes.
  private static let patience = 600_000

  private static func threadTime() -> UInt64 { nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) }
}
