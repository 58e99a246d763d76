import Glibc

/// A mutex to wait on; the library's `Mutex` has no condition.
package final class ConditionMutex: @unchecked Sendable {
  // Safety: both are made for use by several threads; allocated, so that they never move.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Makes it free.
  package init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Calls the closure with the lock held; waits for it.
  package func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Calls the closure with the lock held, if nobody else holds it: for a thread that must not wait.
  ///
  /// - Returns: what the closure returns; nil if somebody else holds the lock.
  package func withLockIfFree<Result>(_ body: () -> Result) -> Result? {
    guard pthread_mutex_trylock(mutex) == 0 else { return nil }
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Gives the lock up until somebody wakes it.
  ///
  /// Only with the lock held.
  package func wait() {
    pthread_cond_wait(condition, mutex)
  }

  /// The same, at most for so many milliseconds.
  ///
  /// - Returns: false if nobody woke it in time.
  package func wait(milliseconds: Int) -> Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + milliseconds * 1_000_000
    time.tv_sec += nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return pthread_cond_timedwait(condition, mutex, &time) == 0
  }

  /// Wakes everybody who waits.
  package func wake() {
    pthread_cond_broadcast(condition)
  }
}
