import Glibc
import NIOCore
import Threading

/// Where the thread of a sink waits for what the event loop does.
final class Patience: @unchecked Sendable {
  // Safety: everything is only touched with the lock held.
  private let mutex = ConditionMutex()
  private var endingSince: UInt64?
  private let lastPatience: UInt64

  /// What waiting has come to.
  enum Outcome<Value: Sendable>: Sendable {
    case arrived(Result<Value, any Error>)
    /// It took longer than it may.
    case late
    /// Nobody waits any more, for the sensor is about to end.
    case ended
  }

  /// - Parameter ending: how long is waited once the sensor is about to end.
  init(ending: TimeAmount) {
    lastPatience = UInt64(ending.nanoseconds)
  }

  /// From now on nothing is waited for for long.
  func stopWaiting() {
    mutex.withLock {
      if endingSince == nil { endingSince = nanoseconds(of: CLOCK_MONOTONIC) }
      mutex.wake()
    }
  }

  /// Waits for what a future brings.
  ///
  /// - Parameters:
  ///   - future: what is waited for; it goes on when nobody waits any more.
  ///   - limit: how long it may take; nil: as long as it likes.
  /// - Returns: what it has come to.
  func wait<Value: Sendable>(
    for future: EventLoopFuture<Value>, atMost limit: TimeAmount? = nil
  ) -> Outcome<Value> {
    let start = nanoseconds(of: CLOCK_MONOTONIC)
    let arrival = Arrival<Value>()
    future.whenComplete { [mutex] result in
      mutex.withLock {
        arrival.result = result
        mutex.wake()
      }
    }
    return mutex.withLock {
      while true {
        if let result = arrival.result { return .arrived(result) }
        let latest = limit.map { start + UInt64($0.nanoseconds) }
        let last = endingSince.map { max($0, start) + lastPatience }
        guard let moment = [latest, last].compactMap({ $0 }).min() else {
          mutex.wait()
          continue
        }
        let now = nanoseconds(of: CLOCK_MONOTONIC)
        if now >= moment { return moment == last ? .ended : .late }
        _ = mutex.wait(milliseconds: Int((moment - now) / 1_000_000) + 1)
      }
    }
  }
}

private final class Arrival<Value>: @unchecked Sendable {
  // Safety: only touched with the lock of the one who waits held.
  var result: Result<Value, any Error>?
}
