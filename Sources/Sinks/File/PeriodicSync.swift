import Glibc
import Storage
import SystemPackage
import Threading

/// Makes what was written last, some time after it was written, on a thread of its own.
final class PeriodicSync: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`, but for `thread`: only its owner does.
  private let milliseconds: Int
  private let mutex = ConditionMutex()
  private var written: OpenFile?
  private var failure: Errno?
  private var isEnding = false
  private var thread: Thread?

  /// No thread runs before something is written: destinations are made to try whether they can be, and
  /// before the sensor gives up what it may, which it does for one thread.
  ///
  /// - Parameter milliseconds: how long what was written may wait.
  init(milliseconds: Int) {
    self.milliseconds = max(1, milliseconds)
  }

  /// Something was written to a file.
  func note(_ file: OpenFile) {
    let isEnding = mutex.withLock {
      if written !== file {
        written = file
        mutex.wake()
      }
      return self.isEnding
    }
    if thread == nil && !isEnding {
      thread = Thread(name: "lookback-fsync") { [self] in work() }
    }
  }

  /// Why something that was written does not last; each failure is told once.
  func takeFailure() -> Errno? {
    mutex.withLock {
      defer { failure = nil }
      return failure
    }
  }

  /// Ends it; what waits is left to its owner.
  func end() {
    mutex.withLock {
      isEnding = true
      mutex.wake()
    }
    thread?.join()
    thread = nil
  }

  private func work() {
    while let file = nextDue() {
      do throws(Errno) {
        try file.sync()
      } catch {
        mutex.withLock { failure = error }
      }
    }
  }

  /// Waits for a file that was written to, and then until it is due.
  private func nextDue() -> OpenFile? {
    mutex.withLock {
      while written == nil && !isEnding { mutex.wait() }
      let due = nanoseconds(of: CLOCK_MONOTONIC) + UInt64(milliseconds) * 1_000_000
      while !isEnding {
        let now = nanoseconds(of: CLOCK_MONOTONIC)
        if now >= due { break }
        _ = mutex.wait(milliseconds: Int((due - now) / 1_000_000) + 1)
      }
      defer { written = nil }
      return isEnding ? nil : written
    }
  }
}
