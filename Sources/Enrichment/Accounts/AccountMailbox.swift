import Synchronization
import Threading

/// Between the thread that asks for names, which never waits here, and the one that reads them.
final class AccountMailbox: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`.

  /// What became of a request.
  struct Answer: Sendable {
    var root: AccountRoot
    /// nil if the root could not be looked at.
    var tables: AccountTables?
  }

  private let mutex = ConditionMutex()
  private let capacity: Int
  private var requests: [AccountRoot] = []
  private var answers: [Answer] = []
  /// Requests that were taken and not collected, as answers, yet.
  private var inWork = 0
  /// When the reader took the request it is at, in nanoseconds of the monotonic clock.
  private var start: UInt64?
  private var isClosed = false
  private var hasEnded = false
  /// Whether it is worth a look: the asking thread looks all the time.
  private let hasAnswers = Atomic(false)

  init(capacity: Int) {
    self.capacity = capacity
    requests.reserveCapacity(capacity)
  }

  // MARK: - The asking thread

  /// Leaves a request.
  ///
  /// - Returns: false if there is no room, or somebody is at the box: it is to be made again later.
  func ask(_ root: AccountRoot) -> Bool {
    mutex.withLockIfFree {
      guard requests.count + inWork < capacity, !isClosed else { return false }
      requests.append(root)
      mutex.wake()
      return true
    } ?? false
  }

  /// Takes the answers that are there; none if somebody is at the box.
  func collect() -> [Answer] {
    guard hasAnswers.load(ordering: .acquiring) else { return [] }
    var collected: [Answer] = []
    _ = mutex.withLockIfFree {
      swap(&collected, &answers)
      inWork -= collected.count
      hasAnswers.store(false, ordering: .relaxed)
    }
    return collected
  }

  /// Whether every request was answered, and every answer collected.
  var isIdle: Bool {
    mutex.withLock { requests.isEmpty && inWork == 0 }
  }

  /// When the reader took the request it is at; nil if it is at none.
  var workStart: UInt64? {
    mutex.withLock { start }
  }

  /// From now on there are no requests; waits until the reader has seen that.
  ///
  /// - Returns: false if it has not within so many milliseconds: a file system keeps it.
  func close(waitingMilliseconds: Int) -> Bool {
    mutex.withLock {
      isClosed = true
      requests = []
      mutex.wake()
      var isInTime = true
      while !hasEnded, isInTime { isInTime = mutex.wait(milliseconds: waitingMilliseconds) }
      return hasEnded
    }
  }

  // MARK: - The reading thread

  /// The next request; waits for it.
  ///
  /// - Returns: nil when the box is closed.
  func nextRequest() -> AccountRoot? {
    mutex.withLock {
      while requests.isEmpty, !isClosed { mutex.wait() }
      if isClosed { return nil }
      inWork += 1
      start = MonotonicTime.now()
      return requests.removeFirst()
    }
  }

  /// Leaves an answer to be collected.
  func publish(_ answer: Answer) {
    mutex.withLock {
      answers.append(answer)
      start = nil
      hasAnswers.store(true, ordering: .releasing)
    }
  }

  /// The reader says that it is done.
  func end() {
    mutex.withLock {
      hasEnded = true
      mutex.wake()
    }
  }
}
