import Glibc

/// A thread of the operating system: for work that waits in system calls, which the cooperative
/// pool must not.
final class Thread: @unchecked Sendable {
  // Safety: only the creator joins.
  private var handle: pthread_t

  /// Starts `body`.
  ///
  /// The name is cut at 15 bytes, as the kernel does.
  init(name: String, _ body: @escaping @Sendable () -> Void) {
    handle = pthread_t()
    let start = ThreadStart(name: String(name.prefix(15)), body: body)
    let result = pthread_create(&handle, nil, runThread, Unmanaged.passRetained(start).toOpaque())
    precondition(result == 0, "cannot start a thread: error \(result)")
  }

  /// Waits for its end.
  func join() {
    pthread_join(handle, nil)
  }
}

private final class ThreadStart {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
  // The name is only for those who look at threads; a failure changes nothing.
  if let file = fopen("/proc/thread-self/comm", "w") {
    fputs(start.name, file)
    fclose(file)
  }
  start.body()
  return nil
}

/// A mutex to wait on; the library's `Mutex` has no condition.
final class ConditionMutex: @unchecked Sendable {
  // Safety: both are made for use by several threads; allocated, so that they never move.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
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

  func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Gives the lock up until somebody wakes it.
  ///
  /// Only with the lock held.
  func wait() {
    pthread_cond_wait(condition, mutex)
  }

  /// The same, at most for so many milliseconds.
  ///
  /// - Returns: false if nobody woke it in time.
  func wait(milliseconds: Int) -> Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + milliseconds * 1_000_000
    time.tv_sec += nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return pthread_cond_timedwait(condition, mutex, &time) == 0
  }

  /// Wakes everybody who waits.
  func wake() {
    pthread_cond_broadcast(condition)
  }
}
