public import Events
import Glibc
public import SystemPackage

/// One sink on a thread of its own, fed with batches through a bounded queue.
///
/// The batches are a fixed set that goes round: empty ones to whoever encodes, full ones to the
/// sink. While none is empty the encoder waits and the kernel's rings hold what happens; they count
/// what they cannot hold.
public final class SinkWorker: @unchecked Sendable {
  // Safety: `full`, `empty`, `isFinished` and `failure` are only touched under `mutex`.
  private let sink: any Sink
  private let mutex = ConditionMutex()
  private var full: [OutputBuffer] = []
  private var empty: [OutputBuffer]
  private var isFinished = false
  private var failure: Errno?
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

  /// An empty batch; waits for one.
  ///
  /// After a failure of the sink one is always there: what is written to it goes nowhere.
  public func takeEmpty() -> OutputBuffer {
    mutex.withLock {
      while empty.isEmpty { mutex.wait() }
      return empty.removeLast()
    }
  }

  /// Hands a batch to the sink.
  public func submit(_ batch: OutputBuffer) {
    mutex.withLock {
      if failure == nil {
        full.append(batch)
      } else {
        batch.removeAll()
        empty.append(batch)
      }
      mutex.wake()
    }
  }

  /// Waits until everything handed over is written, then ends the thread.
  ///
  /// - Throws: why the sink had failed.
  public func finish() throws(Errno) {
    mutex.withLock {
      isFinished = true
      mutex.wake()
    }
    thread?.join()
    thread = nil
    if let failure = mutex.withLock({ failure }) { throw failure }
  }

  private func work() {
    while let batch = nextFull() {
      do {
        try sink.write(batch)
      } catch {
        fail(error)
      }
      batch.removeAll()
      mutex.withLock {
        empty.append(batch)
        mutex.wake()
      }
    }
  }

  private func nextFull() -> OutputBuffer? {
    mutex.withLock {
      while full.isEmpty && !isFinished { mutex.wait() }
      return full.isEmpty ? nil : full.removeFirst()
    }
  }

  private func fail(_ error: Errno) {
    mutex.withLock {
      failure = error
      for batch in full { batch.removeAll() }
      empty += full
      full.removeAll()
      mutex.wake()
    }
    onFailure(error)
  }
}
