import Events
import Glibc
import Synchronization
import Threading

/// What becomes of a sink's lines: counted by its threads, told by the drain's.
///
/// Nobody holds its lock for long.
final class SinkLedger: Sendable {
  private struct Lost: Hashable {
    var reason: SinkLossReason
    var lane: SinkLane
  }

  private struct Content {
    var delivered = 0
    var dropped: [Lost: UInt64] = [:]
    /// Not told yet.
    var losses: [Lost: SinkLoss] = [:]
    /// Those of which nobody knows how many there were.
    var uncounted: [Lost: SinkLoss] = [:]
    var turn = SinkTurn.back
    var failure: String?
    var spoolFailure: String?
    /// How often it was lost, and why the last time.
    var turns = 0
    var reason = ""
    var told = SinkTurn.back
    var toldTurns = 0
    var processorTime: [String: UInt64] = [:]
  }

  private let content = Mutex(Content())

  /// These lines have arrived.
  func delivered(_ lines: Int) {
    content.withLock { content in
      content.delivered += lines
      guard content.turn == .lost else { return }
      content.turn = .back
      content.failure = nil
    }
  }

  /// A try has failed.
  func failed(_ failure: DeliveryFailure) {
    content.withLock { content in
      content.failure = failure.description
      content.reason = failure.description
      if content.turn == .back { content.turns += 1 }
      content.turn = failure.isFinal ? .ended : .lost
    }
  }

  /// The destination could not be ended in order: whether all that it took lasts is not known, unless
  /// it was lost anyway.
  func failedToClose(_ failure: DeliveryFailure) {
    content.withLock { content in
      content.failure = failure.description
      guard content.turn == .back else { return }
      content.reason = failure.description
      content.turns += 1
      content.turn = .ended
    }
  }

  /// The spool has failed, or is all right again.
  func noted(_ failure: String?) {
    content.withLock { $0.spoolFailure = failure }
  }

  /// These lines are given up.
  func lost(_ tally: LineTally, _ reason: SinkLossReason) {
    for lane in SinkLane.allCases where tally[lane].lines > 0 {
      let part = tally[lane]
      lost(reason, lane, count: UInt64(part.lines), bytes: 0, part.sequences)
    }
  }

  /// This line is given up.
  func lost(_ line: OutputBuffer.Line, _ reason: SinkLossReason) {
    var tally = LineTally()
    tally.add(line)
    lost(tally, reason)
  }

  /// These were in the spool.
  func lost(_ loss: SpoolLoss, _ reason: SinkLossReason, _ lane: SinkLane) {
    lost(reason, lane, count: UInt64(max(0, loss.lines)), bytes: loss.bytes, loss.sequences)
  }

  private func lost(
    _ reason: SinkLossReason, _ lane: SinkLane, count: UInt64, bytes: UInt64,
    _ sequences: ClosedRange<UInt64>?
  ) {
    let now = nanoseconds(of: CLOCK_BOOTTIME)
    let key = Lost(reason: reason, lane: lane)
    let new = SinkLoss(
      reason: reason, lane: lane, count: count, bytes: bytes, sequences: sequences, span: now...now)
    content.withLock { content in
      content.dropped[key, default: 0] += count
      if count > 0 {
        content.losses[key] = new.joined(with: content.losses[key])
      } else {
        content.uncounted[key] = new.joined(with: content.uncounted[key])
      }
    }
  }

  /// What is new since the last call.
  func takeNews() -> [SinkNews] {
    content.withLock { content in
      var news = (Array(content.losses.values) + Array(content.uncounted.values))
        .sorted { ($0.reason.rawValue, $0.lane.rawValue) < ($1.reason.rawValue, $1.lane.rawValue) }
        .map { SinkNews.loss($0) }
      content.losses = [:]
      content.uncounted = [:]
      if content.turns != content.toldTurns && content.told == .back && content.turn == .back {
        news.append(.turn(.lost, reason: content.reason))
        content.told = .lost
      }
      if content.turn != content.told {
        news.append(.turn(content.turn, reason: content.turn == .back ? "" : content.reason))
      }
      content.told = content.turn
      content.toldTurns = content.turns
      return news
    }
  }

  /// A thread of the sink says how much of the processor's time it has had.
  func worked(_ thread: String, _ time: UInt64) {
    content.withLock { $0.processorTime[thread] = time }
  }

  /// Nanoseconds of the processor's time that the sink has had.
  var processorTime: UInt64 { content.withLock { $0.processorTime.values.reduce(0, +) } }

  /// Whether it will take nothing more.
  var hasEnded: Bool { content.withLock { $0.turn == .ended } }

  /// Fills in what it knows.
  func tell(_ state: inout SinkState) {
    let content = content.withLock { $0 }
    state.turn = content.turn
    state.failure = content.failure ?? content.spoolFailure
    state.deliveredLines = content.delivered
    state.dropped = content.dropped.map {
      .init(reason: $0.key.reason, lane: $0.key.lane, count: $0.value)
    }.sorted { ($0.reason.rawValue, $0.lane.rawValue) < ($1.reason.rawValue, $1.lane.rawValue) }
  }
}

extension SinkLoss {
  /// Both together; the other one, if there is one, is the older one.
  fileprivate func joined(with other: SinkLoss?) -> SinkLoss {
    guard let other else { return self }
    var sum = self
    sum.count += other.count
    sum.bytes += other.bytes
    sum.sequences = sequences?.joined(with: other.sequences) ?? other.sequences
    sum.span = span.joined(with: other.span)
    return sum
  }
}
