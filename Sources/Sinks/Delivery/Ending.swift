import Glibc
import Threading

/// Whether a sink is asked to end, and until when it may try to get rid of what it has.
final class Ending: @unchecked Sendable {
  // Safety: everything is only touched under `mutex`.
  private let mutex = ConditionMutex()
  /// Nanoseconds of CLOCK_MONOTONIC.
  private var deadline: UInt64?
  private var nudges = 0

  /// Between tries of a sink that is asked to end, in milliseconds.
  private static let haste = 200

  static var now: UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

  /// Asks it to end by that time, or by an earlier one that it was told before.
  func begin(by time: UInt64) {
    mutex.withLock {
      deadline = min(deadline ?? time, time)
      mutex.wake()
    }
  }

  /// Nil until it is asked to end.
  var time: UInt64? { mutex.withLock { deadline } }

  /// Whether it has no more time.
  var isOver: Bool { time.map { $0 <= Self.now } ?? false }

  /// Has whoever pauses go on at once.
  func hurry() {
    mutex.withLock {
      nudges += 1
      mutex.wake()
    }
  }

  /// Waits before the next try.
  ///
  /// - Parameters:
  ///   - milliseconds: how long, but when it is asked to end meanwhile.
  ///   - keepsTrying: whether it still tries when it was asked to end before this; once more in any case.
  /// - Returns: whether there is to be another try.
  func pause(milliseconds: Int, keepsTrying: Bool) -> Bool {
    mutex.withLock {
      let wasAsked = deadline != nil
      let known = nudges
      var end = Self.now + UInt64(milliseconds) * 1_000_000
      if let deadline {
        guard keepsTrying else { return false }
        end = min(end, Self.now + UInt64(Self.haste) * 1_000_000, deadline)
      }
      while nudges == known && (deadline != nil) == wasAsked {
        let now = Self.now
        guard now < end else { break }
        _ = mutex.wait(milliseconds: Int((end - now) / 1_000_000) + 1)
      }
      return deadline.map { Self.now < $0 } ?? true
    }
  }
}
