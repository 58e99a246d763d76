public import Events
import Glibc
public import SystemPackage
import Threading

/// One sink on a thread of its own, fed with batches through a bounded queue.
///
/// The batches are a fixed set that goes round: empty ones to whoever encodes, full ones to the
/// sink. While none is empty the encoder waits and the kernel's rings hold what happens; they count
/// what they cannot hold.
public final class SinkWorker: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`, but for `thread`: only its owner does.
  private let sink: any Sink
  private let mutex = ConditionMutex()
  private var full: [Waiting] = []
  /// The one that is being written.
  private var current: Waiting?
  private var writtenLines = 0
  private var empty: [OutputBuffer]
  private var isFinished = false
  private var hasEnded = false
  private var failure: Errno?
  private var unwritten = 0
  private let onFailure: @Sendable (Errno) -> Void
  private var thread: Thread?

  /// Makes the batches; nothing runs before ``start()``.
  ///
  /// - Parameters:
  ///   - sink: where the batches go.
  ///   - batchCount: how many batches there are in all; at least two.
  ///   - batchCapacity: bytes of each.
  ///   - onFailure: called on the sink's thread when the sink has ended for good.
  public init(
    _ sink: any Sink, batchCount: Int, batchCapacity: Int,
    onFailure: @escaping @Sendable (Errno) -> Void
  ) {
    self.sink = sink
    self.onFailure = onFailure
    empty = (0..<batchCount).map { _ in OutputBuffer(capacity: batchCapacity) }
    full.reserveCapacity(batchCount)
  }

  /// Starts the sink's thread.
  public func start() {
    thread = Thread(name: "lookback-sink") { [self] in work() }
  }

  /// How often somebody who waits is asked to look around, in milliseconds.
  private static let patience = 100

  /// An empty batch; waits for one.
  ///
  /// After a failure of the sink one is always there: what is written to it goes nowhere.
  ///
  /// - Parameter whileWaiting: called again and again as long as it takes.
  /// - Returns: the batch, to be handed back with ``submit(_:)``.
  public func takeEmpty(whileWaiting: () -> Void = {}) -> OutputBuffer {
    waitFor({ empty.popLast() }, whileWaiting)
  }

  /// From now on the sink fails instead of waiting without end.
  public func stopWaiting() {
    sink.stopWaiting()
  }

  /// Lines that were handed over and that the sink, for it had failed, did not write to the end of
  /// their batch.
  public var unwrittenLines: Int {
    mutex.withLock { unwritten }
  }

  /// How it is getting on; from any thread.
  public var state: SinkState {
    mutex.withLock {
      let waiting = [current].compactMap { $0 } + full
      return SinkState(
        name: sink.name, writtenLines: writtenLines, unwrittenLines: unwritten,
        waitingBatches: waiting.count, waitingBytes: waiting.reduce(0) { $0 + $1.byteCount },
        lag: waiting.first.map { nanoseconds(of: CLOCK_MONOTONIC) - $0.since } ?? 0,
        failure: failure)
    }
  }

  /// Nanoseconds of the processor's time that writing has taken; only between ``start()`` and
  /// ``finish(whileWaiting:)``, for the owner.
  public var processorTime: UInt64 { thread?.processorTime ?? 0 }

  /// A batch that is not written.
  private struct Waiting {
    var batch: OutputBuffer
    /// The batch's own may change behind the lock.
    var byteCount: Int
    /// When it was handed over.
    var since: UInt64
  }

  /// Hands a batch to the sink.
  public func submit(_ batch: OutputBuffer) {
    mutex.withLock {
      if failure == nil {
        full.append(
          Waiting(batch: batch, byteCount: batch.count, since: nanoseconds(of: CLOCK_MONOTONIC)))
      } else {
        recycle(batch)
      }
      mutex.wake()
    }
  }

  /// Waits until everything handed over is written, then ends the thread.
  ///
  /// - Parameter whileWaiting: called again and again as long as it takes.
  /// - Throws: why the sink had failed.
  public func finish(whileWaiting: () -> Void = {}) throws(Errno) {
    mutex.withLock {
      isFinished = true
      mutex.wake()
    }
    if let thread {
      waitFor({ hasEnded ? () : nil }, whileWaiting)
      thread.join()
    }
    thread = nil
    if let failure = mutex.withLock({ failure }) { throw failure }
  }

  /// What `find` finds under the lock, as soon as it does.
  private func waitFor<Found>(_ find: () -> Found?, _ whileWaiting: () -> Void) -> Found {
    while true {
      let found = mutex.withLock {
        var isInTime = true
        while isInTime {
          if let found = find() { return found as Found? }
          isInTime = mutex.wait(milliseconds: Self.patience)
        }
        return find()
      }
      if let found { return found }
      whileWaiting()
    }
  }

  private func work() {
    while let batch = nextFull() {
      let lines = batch.lineCount
      do {
        try sink.write(batch)
        batch.removeAll()
      } catch {
        fail(error)
      }
      mutex.withLock {
        current = nil
        writtenLines += lines - batch.lineCount
        recycle(batch)
        mutex.wake()
      }
    }
    mutex.withLock {
      hasEnded = true
      mutex.wake()
    }
  }

  private func nextFull() -> OutputBuffer? {
    mutex.withLock {
      while full.isEmpty && !isFinished { mutex.wait() }
      current = full.isEmpty ? nil : full.removeFirst()
      return current?.batch
    }
  }

  private func fail(_ error: Errno) {
    mutex.withLock {
      failure = error
      for waiting in full { recycle(waiting.batch) }
      full.removeAll()
      mutex.wake()
    }
    onFailure(error)
  }

  /// Makes a batch an empty one; only with the lock held.
  private func recycle(_ batch: OutputBuffer) {
    unwritten += batch.lineCount
    batch.removeAll()
    empty.append(batch)
  }
}
