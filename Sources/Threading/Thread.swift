import Glibc

/// A thread of the operating system: for work that waits in system calls, which the cooperative
/// pool must not.
///
/// Whoever starts it may be in a hurry, it is not: its priority is the usual one at most.
package final class Thread: @unchecked Sendable {
  // Safety: only the creator joins.
  private var handle: pthread_t

  /// Starts `body`.
  ///
  /// The name is cut at 15 bytes, as the kernel does.
  package init(name: String, _ body: @escaping @Sendable () -> Void) {
    handle = pthread_t()
    let start = ThreadStart(name: String(name.prefix(15)), body: body)
    let result = pthread_create(&handle, nil, runThread, Unmanaged.passRetained(start).toOpaque())
    precondition(result == 0, "cannot start a thread: error \(result)")
  }

  /// Nanoseconds of the processor's time that it has had; only before ``join()``.
  package var processorTime: UInt64 {
    var clock = clockid_t()
    guard pthread_getcpuclockid(handle, &clock) == 0 else { return 0 }
    return nanoseconds(of: clock)
  }

  /// Waits for its end.
  package func join() {
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
  if getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) < 0 {
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 0)
  }
  start.body()
  return nil
}
