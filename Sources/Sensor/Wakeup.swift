import CLibBPF
import Glibc
import Synchronization
import SystemPackage

/// What the sensor's one thread waits for: rings that fill, signals, other threads, time.
final class Wakeup: Sendable {
  let epoll: CInt
  private let wanted: [CInt]
  private let signals: CInt
  private let event: CInt

  /// Why the wait was over.
  struct Reasons {
    /// The signal that asks the sensor to end.
    var signal: CInt?
    /// Another thread called ``ring()``.
    var wasRung = false
  }

  /// From now on the signals arrive here and nowhere else; to be made before any other thread.
  init(signals wanted: [CInt]) throws(Errno) {
    epoll = try Self.check(epoll_create1(CInt(EPOLL_CLOEXEC)))
    self.wanted = wanted
    var set = Self.set(of: wanted)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signals = try Self.check(signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK)))
    event = try Self.check(eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)))
    for descriptor in [signals, event] {
      var interest = epoll_event()
      interest.events = EPOLLIN.rawValue
      interest.data.fd = descriptor
      _ = try Self.check(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &interest))
    }
  }

  deinit {
    close(event)
    close(signals)
    close(epoll)
  }

  /// Wakes the sensor's thread; from any thread.
  func ring() {
    eventfd_write(event, 1)
  }

  /// Waits until there is something to do, at most so many milliseconds.
  func wait(milliseconds: CInt) -> Reasons {
    var reasons = Reasons()
    var events = (epoll_event(), epoll_event(), epoll_event(), epoll_event())
    let count = withUnsafeMutableBytes(of: &events) { bytes in
      epoll_wait(
        epoll, bytes.assumingMemoryBound(to: epoll_event.self).baseAddress, 4, milliseconds)
    }
    guard count > 0 else { return reasons }
    var information = signalfd_siginfo()
    if read(signals, &information, MemoryLayout<signalfd_siginfo>.size) > 0 {
      reasons.signal = CInt(information.ssi_signo)
    }
    var value: eventfd_t = 0
    reasons.wasRung = eventfd_read(event, &value) == 0
    return reasons
  }

  /// From now on a signal ends the process, if this thread is its main one; those that have arrived
  /// do not.
  func releaseSignals() {
    var information = signalfd_siginfo()
    while read(signals, &information, MemoryLayout<signalfd_siginfo>.size) > 0 {}
    // Background jobs of a shell ignore some.
    for wanted in wanted { signal(wanted, SIG_DFL) }
    var set = Self.set(of: wanted)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func set(of signals: [CInt]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }

  private static func check(_ result: CInt) throws(Errno) -> CInt {
    guard result >= 0 else { throw Errno(rawValue: errno) }
    return result
  }
}
