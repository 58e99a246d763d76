import Threading

/// Something that happens once, and can be waited for.
final class Latch: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`.
  private let mutex = ConditionMutex()
  private var hasHappened = false

  var isOpen: Bool { mutex.withLock { hasHappened } }

  func open() {
    mutex.withLock {
      hasHappened = true
      mutex.wake()
    }
  }

  /// Waits for it.
  ///
  /// - Parameter time: until when, in nanoseconds of CLOCK_MONOTONIC.
  /// - Returns: whether it has happened.
  func wait(until time: UInt64) -> Bool {
    mutex.withLock {
      while !hasHappened {
        let now = Ending.now
        guard now < time else { break }
        _ = mutex.wait(milliseconds: Int((time - now) / 1_000_000) + 1)
      }
      return hasHappened
    }
  }
}
