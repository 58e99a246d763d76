import Glibc
import Threading

/// What looking at the exits of all calls costs a call that nobody wants to see.
public struct CallTax: Sendable, Equatable {
  /// Nanoseconds of CPU time for getppid before any program was attached; those of others count.
  public var before: Double
  /// The same with the programs attached.
  public var after: Double

  /// Nanoseconds of CPU time for one getppid: the median of some rounds.
  static func measureCall() -> Double {
    var rounds = (0..<rounds).map { _ in
      let start = cpuTime()
      for _ in 0..<calls { _ = getppid() }
      return Double(cpuTime() - start) / Double(calls)
    }
    rounds.sort()
    return rounds[rounds.count / 2]
  }

  private static let rounds = 9
  private static let calls = 10_000

  private static func cpuTime() -> UInt64 { nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) }
}
