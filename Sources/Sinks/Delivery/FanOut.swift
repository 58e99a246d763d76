public import Events
import Synchronization

/// Hands batches of finished lines to all sinks.
///
/// A batch is encoded once and read by all; it is used again when the last one is done with it. Only
/// sinks with the policy `block` are waited for. All but what is said to be for any thread is for the
/// one that encodes.
public final class FanOut: @unchecked Sendable {
  // Safety: only the owner's thread touches what can change, but for `visible`, which is locked.
  private let pool: BatchPool
  private var sinks: [RunningSink]
  /// Those that are to end, and their successors wait for them.
  private var retired: [RunningSink] = []
  /// The same as `sinks`, for other threads.
  private let visible: Mutex<[RunningSink]>
  private let onEnd: @Sendable () -> Void
  private var endedTime: UInt64 = 0
  private var endedDrops: UInt64 = 0

  /// Nanoseconds in which sinks get rid of what they have when the sensor ends.
  public static let grace: UInt64 = 5_000_000_000
  /// The same for those that are replaced and keep the rest on the disk.
  private static let shortGrace: UInt64 = 1_000_000_000
  /// Bytes of a batch that a sink can take over without a copy.
  public static let batchCapacity = ChunkQueue.capacity
  /// Batches that are kept to be used again.
  private static let spareLimit = 4

  /// Makes all sinks; nothing runs before ``start()``.
  ///
  /// - Parameters:
  ///   - plans: the sinks.
  ///   - batchCapacity: bytes of a batch.
  ///   - onEnd: called on a thread of a sink when that takes nothing more.
  /// - Throws: what the plans throw, and ``SinkPlanError``.
  public init(
    _ plans: [SinkPlan], batchCapacity: Int, onEnd: @escaping @Sendable () -> Void
  ) throws {
    try SinkPlanError.check(plans)
    pool = BatchPool(capacity: batchCapacity, spareLimit: Self.spareLimit)
    self.onEnd = onEnd
    sinks = try plans.map { plan in
      RunningSink(
        plan, parts: try plan.makeParts(), after: nil, batchCapacity: batchCapacity, onEnd: onEnd)
    }
    visible = Mutex(sinks)
  }

  /// Starts the threads of the sinks.
  public func start() {
    for sink in sinks { sink.start() }
  }

  /// An empty batch, to be handed back with ``submit(_:whileWaiting:)``.
  public func takeEmpty() -> OutputBuffer { pool.take() }

  /// Hands a batch to all sinks.
  ///
  /// - Parameters:
  ///   - batch: the batch; whoever hands it over has it no more.
  ///   - whileWaiting: called again and again as long as a sink with the policy `block` has no room.
  public func submit(_ batch: OutputBuffer, whileWaiting: () -> Void = {}) {
    let shared = SharedBatch(batch, of: pool)
    for sink in sinks { sink.put(shared, whileWaiting: whileWaiting) }
  }

  /// From now on there are these sinks.
  ///
  /// One whose specification is the same goes on as it is. One of the same name begins when the one
  /// before has ended, which puts what it has on the disk, if it has a spool; what comes meanwhile
  /// waits. What a plan throws then is told by ``takeNews()`` and the sink's state.
  ///
  /// - Throws: ``SinkPlanError``; nothing has changed then.
  public func replace(with plans: [SinkPlan]) throws {
    try SinkPlanError.check(plans)
    var leaving = sinks
    sinks = plans.map { plan in
      if let same = leaving.firstIndex(where: { $0.specification == plan.specification }) {
        return leaving.remove(at: same)
      }
      let predecessor = leaving.first { $0.specification.name == plan.specification.name }
      let sink = RunningSink(
        plan, parts: nil, after: predecessor, batchCapacity: pool.capacity, onEnd: onEnd)
      sink.start()
      return sink
    }
    for sink in leaving {
      let grace = sink.specification.spool == nil ? Self.grace : Self.shortGrace
      sink.finish(by: Ending.now + grace)
    }
    retired += leaving
    visible.withLock { $0 = sinks }
  }

  /// Has all sinks open anew what they write to; from any thread.
  public func reopen() {
    for sink in visible.withLock({ $0 }) { sink.reopen() }
  }

  /// From now on the sinks that are waited for fail instead of waiting without end, after ``grace`` at
  /// the latest; the others have all of that when the last batch was handed over.
  public func stopWaiting() {
    for sink in sinks where sink.specification.policy == .block {
      sink.stopWaiting(by: Ending.now + Self.grace)
    }
  }

  /// Waits until all that was handed over is delivered, on the disk or lost, and ends the threads.
  ///
  /// - Parameters:
  ///   - grace: nanoseconds that sinks have for it that are not waited for otherwise.
  ///   - whileWaiting: called again and again while those with the policy `block` and without a spool
  ///     take their time.
  public func finish(within grace: UInt64 = FanOut.grace, whileWaiting: () -> Void = {}) {
    let all = retired + sinks
    for sink in all { sink.finish(by: Ending.now + grace) }
    for sink in all where !sink.isDirect { sink.waitForEnd {} }
    for sink in all where sink.isDirect { sink.waitForEnd(whileWaiting: whileWaiting) }
  }

  /// What the sinks have to tell since the last call.
  public func takeNews() -> [(sink: String, news: SinkNews)] {
    // Looked at before: what is over by then has nothing more to tell.
    let over = retired.filter(\.isOver)
    let news = (retired + sinks).flatMap { sink in
      sink.takeNews().map { (sink.specification.name, $0) }
    }
    for sink in over {
      sink.waitForEnd {}
      forget(sink)
    }
    retired.removeAll { sink in over.contains { $0 === sink } }
    return news
  }

  private func forget(_ sink: RunningSink) {
    endedTime += sink.processorTime
    endedDrops += sink.state.droppedLines
  }

  /// Whether there is no sink any more that takes anything; the history, which is not what somebody looks
  /// at, does not count.
  public var hasEnded: Bool {
    let others = sinks.filter { !$0.specification.isHistory }
    return !others.isEmpty && others.allSatisfy(\.hasFailed)
  }

  /// How each is getting on; from any thread.
  public var states: [SinkState] { visible.withLock { $0 }.map(\.state) }

  /// Lines that sinks did not get which are no more.
  public var droppedBefore: UInt64 { endedDrops }

  /// Nanoseconds of the processor's time that all sinks have had.
  public var processorTime: UInt64 { sinks.reduce(endedTime) { $0 + $1.processorTime } }
}

/// Why plans cannot be followed together.
public enum SinkPlanError: Error, Equatable, CustomStringConvertible {
  /// Two sinks have the same name.
  case sameName(String)

  public var description: String {
    switch self {
    case .sameName(let name): "there are two sinks with the name '\(name)'"
    }
  }

  static func check(_ plans: [SinkPlan]) throws(SinkPlanError) {
    var names: Set<String> = []
    for plan in plans where !names.insert(plan.specification.name).inserted {
      throw .sameName(plan.specification.name)
    }
  }
}
