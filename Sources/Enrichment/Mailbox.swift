import Synchronization
import Threading

/// Between the thread that asks, which never waits here, and the one that looks things up.
final class Mailbox<Request: Sendable, Answer: Sendable>: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`.

  private struct Entry {
    var request: Request
    /// Not to be taken before, in nanoseconds of the monotonic clock.
    var due: UInt64 = 0
  }

  private let mutex = ConditionMutex()
  private let capacity: Int
  private var requests: [Entry] = []
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
  func ask(_ request: Request) -> Bool {
    mutex.withLockIfFree {
      guard requests.count + inWork < capacity, !isClosed else { return false }
      requests.append(Entry(request: request))
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

  /// The next request that is due; waits for it.
  ///
  /// - Returns: nil when the box is closed.
  func nextRequest() -> Request? {
    mutex.withLock {
      while !isClosed {
        let next = requests.indices.min { requests[$0].due < requests[$1].due }
        guard let next else {
          mutex.wait()
          continue
        }
        let now = MonotonicTime.now()
        guard requests[next].due > now else {
          inWork += 1
          start = now
          return requests.remove(at: next).request
        }
        _ = mutex.wait(milliseconds: Int((requests[next].due - now) / 1_000_000) + 1)
      }
      return nil
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

  /// Puts the request that was taken back, changed or not, to be taken again after a while.
  func postpone(_ request: Request, milliseconds: UInt64) {
    mutex.withLock {
      inWork -= 1
      start = nil
      guard !isClosed else { return }
      requests.append(
        Entry(request: request, due: MonotonicTime.now() + milliseconds * 1_000_000))
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
