import Events
import Threading

/// What the drain's thread has handed to a sink and the sink's own thread is not done with.
///
/// Where the sink does not hold the sensor up and there is no room, events of the lane `kept` are put
/// aside in a batch of their own; the others are given up. Many small batches become one there as well.
final class SinkQueue: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`.
  private let mutex = ConditionMutex()
  private let limit: Int
  private let waits: Bool
  private let batchCapacity: Int
  private var waiting: [Waiting] = []
  /// What was taken last: its bytes, and since when it was here; whoever took it has it alone.
  private var current: (byteCount: Int, since: UInt64)?
  private var byteCount = 0
  /// What was put aside, behind all that waits.
  private var aside: Waiting.Aside?
  private var isFinished = false

  private struct Waiting {
    struct Aside {
      var lines: OutputBuffer
      var since: UInt64
    }

    var batch: SharedBatch
    /// When it was handed over.
    var since: UInt64
  }

  /// How often somebody who waits is asked to look around, in milliseconds.
  private static let patience = 100
  /// So many batches wait as they are, however small: each has pages of its own.
  private static let batchLimit = 64

  /// An empty one.
  ///
  /// - Parameters:
  ///   - limit: the bytes that it holds; of batches that are larger, one.
  ///   - waits: whether whoever hands a batch over waits where there is no room.
  ///   - batchCapacity: bytes of a batch.
  init(limit: Int, waits: Bool, batchCapacity: Int) {
    self.limit = limit
    self.waits = waits
    self.batchCapacity = batchCapacity
  }

  /// Hands over a batch.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - whileWaiting: called again and again as long as there is no room.
  /// - Returns: what is given up.
  func put(_ batch: SharedBatch, whileWaiting: () -> Void) -> LineTally {
    while true {
      let lost: LineTally? = mutex.withLock {
        if waits && !hasRoom(for: batch) { _ = mutex.wait(milliseconds: Self.patience) }
        guard hasRoom(for: batch) else { return waits ? nil : putAside(batch) }
        append(batch)
        return LineTally()
      }
      if let lost { return lost }
      whileWaiting()
    }
  }

  /// The oldest batch; waits for one.
  ///
  /// - Returns: the batch, until ``done()``; nil: no more will come.
  func take() -> SharedBatch? {
    mutex.withLock {
      while waiting.isEmpty && aside == nil && !isFinished { mutex.wait() }
      if waiting.isEmpty { returnAside() }
      let oldest = waiting.isEmpty ? nil : waiting.removeFirst()
      current = oldest.map { ($0.batch.byteCount, $0.since) }
      return oldest?.batch
    }
  }

  /// What was taken last is dealt with.
  func done() {
    mutex.withLock {
      byteCount -= current?.byteCount ?? 0
      current = nil
      mutex.wake()
    }
  }

  /// Nothing more will be handed over.
  func finish() {
    mutex.withLock {
      isFinished = true
      mutex.wake()
    }
  }

  /// How much there is, and since when the oldest; the one included that is being dealt with.
  var depth: (batches: Int, bytes: Int, since: UInt64?) {
    mutex.withLock {
      let oldest = current?.since ?? waiting.first?.since ?? aside?.since
      return (
        waiting.count + (current == nil ? 0 : 1) + (aside == nil ? 0 : 1),
        byteCount + (aside?.lines.count ?? 0), oldest
      )
    }
  }

  // Only with the lock held, from here on.

  private func hasRoom(for batch: SharedBatch) -> Bool {
    let count = byteCount + (aside?.lines.count ?? 0)
    return count == 0 || count + batch.byteCount <= limit
  }

  private func append(_ batch: SharedBatch) {
    defer { mutex.wake() }
    if waiting.count >= Self.batchLimit {
      if aside.map({ batch.isAppended(to: $0.lines) }) == true { return }
      returnAside()
      let small = Waiting.Aside(lines: OutputBuffer(capacity: batchCapacity), since: Ending.now)
      if batch.isAppended(to: small.lines) {
        aside = small
        return
      }
    }
    returnAside()
    waiting.append(Waiting(batch: batch, since: Ending.now))
    byteCount += batch.byteCount
  }

  private func returnAside() {
    guard let aside else { return }
    self.aside = nil
    waiting.append(Waiting(batch: SharedBatch(aside.lines, of: nil), since: aside.since))
    byteCount += aside.lines.count
  }

  /// Keeps what is never given up for others, as long as there is room for that.
  private func putAside(_ batch: SharedBatch) -> LineTally {
    batch.withLines { lines in
      let kept = aside ?? .init(lines: OutputBuffer(capacity: batchCapacity), since: Ending.now)
      let lost = kept.lines.append(linesOf: lines) { SinkLane(of: $0.kind) == .kept }
      if kept.lines.lineCount > 0 { aside = kept }
      return lost
    }
  }
}

extension SharedBatch {
  /// Whether all of its lines found room there.
  fileprivate func isAppended(to lines: OutputBuffer) -> Bool {
    withLines { lines.append(contentsOf: $0) }
  }
}

extension OutputBuffer {
  /// Appends the lines for which that holds, as long as there is room.
  ///
  /// - Returns: all others.
  func append(linesOf other: OutputBuffer, where holds: (Line) -> Bool) -> LineTally {
    var others = LineTally()
    other.withBytes { bytes in
      for position in 0..<other.lineCount {
        let line = other.line(at: position)
        let isIn =
          holds(line)
          && append(
            bytes.extracting(other.range(ofLine: position)), kind: line.kind,
            sequence: line.sequence)
        if !isIn { others.add(line) }
      }
    }
    return others
  }
}
