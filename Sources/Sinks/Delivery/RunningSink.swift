import Events
import Glibc
import Synchronization
import Threading

/// One sink with a thread of its own.
final class RunningSink: @unchecked Sendable {
  // Safety: `parts` and `predecessor` are only touched by the sink's thread once that runs, `worker`
  // by the owner; everything else does not change or is locked.
  let specification: SinkSpecification
  private let plan: SinkPlan
  /// Whether its destination is waited for by its own thread, and so by the drain's.
  let isDirect: Bool
  private var parts: SinkParts?
  private var predecessor: RunningSink?
  private let queue: SinkQueue
  private let ledger = SinkLedger()
  private let ending = Ending()
  private let live = Mutex<Live?>(nil)
  private let hasEnded = Latch()
  private let onEnd: @Sendable () -> Void
  private var worker: Threading.Thread?

  /// What others may come to while it runs.
  private struct Live {
    var destination: any Destination
    var outbox: Outbox?
  }

  /// How long the one before has to end, in nanoseconds, if both can do without each other.
  private static let patience: UInt64 = 10_000_000_000
  /// How often somebody who waits is asked to look around, in nanoseconds.
  private static let glance: UInt64 = 100_000_000

  /// Makes it; nothing runs before ``start()``.
  ///
  /// - Parameters:
  ///   - plan: what it is.
  ///   - parts: what the plan has made; nil: the sink's thread lets it.
  ///   - predecessor: one that has to end before, for both have the same name and place on the disk.
  ///   - batchCapacity: the bytes of the batches that it gets.
  ///   - onEnd: called on a thread of the sink when it takes nothing more.
  init(
    _ plan: SinkPlan, parts: SinkParts?, after predecessor: RunningSink?, batchCapacity: Int,
    onEnd: @escaping @Sendable () -> Void
  ) {
    self.plan = plan
    self.parts = parts
    self.predecessor = predecessor
    self.onEnd = onEnd
    specification = plan.specification
    isDirect = specification.policy == .block && plan.openSpool == nil
    queue = SinkQueue(
      limit: isDirect ? specification.memory : specification.memory / 2,
      waits: specification.policy == .block, batchCapacity: batchCapacity)
  }

  func start() {
    worker = Thread(name: "lookback-sink") { [self] in work() }
  }

  /// Takes a batch; for the drain's thread, which only waits where the policy is `block`.
  func put(_ batch: SharedBatch, whileWaiting: () -> Void) {
    let lost = queue.put(batch, whileWaiting: whileWaiting)
    if lost.lines > 0 { ledger.lost(lost, .queueFull) }
  }

  /// Has it open anew what it writes to, and try again at once.
  func reopen() {
    live.withLock { $0?.destination }?.reopen()
    ending.hurry()
  }

  /// From now on it fails instead of waiting without end, at that time at the latest.
  func stopWaiting(by time: UInt64) {
    ending.begin(by: time)
    guard isDirect else { return }
    live.withLock { $0?.destination }?.stopWaiting()
  }

  /// Nothing more will come; it has until that time to get rid of what it has.
  func finish(by time: UInt64) {
    stopWaiting(by: time)
    queue.finish()
  }

  /// Waits for its end; for its owner, after ``finish(by:)``.
  func waitForEnd(whileWaiting: () -> Void) {
    while !hasEnded.wait(until: Ending.now + Self.glance) { whileWaiting() }
    worker?.join()
    worker = nil
  }

  /// Whether nothing runs any more.
  var isOver: Bool { hasEnded.isOpen }

  /// Whether it takes nothing more.
  var hasFailed: Bool { ledger.hasEnded }

  func takeNews() -> [SinkNews] { ledger.takeNews() }

  /// Nanoseconds of the processor's time that it has had.
  var processorTime: UInt64 { ledger.processorTime }

  /// How it is getting on; from any thread.
  var state: SinkState {
    var state = SinkState(name: specification.name)
    ledger.tell(&state)
    let depth = queue.depth
    state.waitingBatches = depth.batches
    state.waitingBytes = depth.bytes
    if let since = depth.since { state.lag = Ending.now - min(since, Ending.now) }
    let (destination, outbox) = live.withLock { ($0?.destination, $0?.outbox) }
    state.destination = destination?.name ?? ""
    outbox?.tell(&state)
    return state
  }

  private func work() {
    let path = waitForPredecessor() ? makePath() : nil
    while var batch = queue.take() {
      if let path {
        path.take(&batch)
      } else {
        batch.withLines { ledger.lost(LineTally(of: $0), .notWritten) }
      }
      queue.done()
      ledger.worked("worker", nanoseconds(of: CLOCK_THREAD_CPUTIME_ID))
    }
    path?.finish()
    hasEnded.open()
  }

  /// Two must never have the same spool open.
  ///
  /// - Returns: whether this one may begin; false: it is to end, and the one before has not.
  private func waitForPredecessor() -> Bool {
    guard let predecessor else { return true }
    self.predecessor = nil
    let end = Ending.now + Self.patience
    while !predecessor.hasEnded.wait(until: Ending.now + Self.glance) {
      if predecessor.plan.openSpool == nil && Ending.now >= end { return true }
      if ending.isOver { return false }
    }
    return true
  }

  /// Nil where the plan cannot be followed.
  private func makePath() -> (any LinePath)? {
    do {
      let parts = try parts ?? plan.makeParts()
      self.parts = nil
      let courier = Courier(
        parts.destination, ledger: ledger, ending: ending, backoff: plan.backoff, onEnd: onEnd)
      guard !isDirect else {
        live.withLock { $0 = Live(destination: parts.destination) }
        if ending.time != nil { parts.destination.stopWaiting() }
        return DirectPath(parts.selection, ledger: ledger, courier: courier)
      }
      let outbox = Outbox(
        memory: ChunkQueue(bytes: specification.memory / 2), spools: parts.spools,
        policy: specification.policy, ledger: ledger, ending: ending)
      live.withLock { $0 = Live(destination: parts.destination, outbox: outbox) }
      return OutboxPath(parts, outbox: outbox, ledger: ledger, courier: courier, ending: ending)
    } catch {
      ledger.failed(DeliveryFailure("\(error)", isFinal: true))
      onEnd()
      return nil
    }
  }
}
