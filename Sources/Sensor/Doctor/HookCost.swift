/// What a hook costs whoever comes to it, as measured here.
public struct HookCost: Sendable, Equatable {
  /// How often it ran meanwhile.
  public var runs: Int
  /// Nanoseconds a run.
  public var nanoseconds: Int

  /// The mean of several runs; nil: there were none.
  init?(runs: Int, nanoseconds: UInt64) {
    guard runs > 0 else { return nil }
    self.runs = runs
    self.nanoseconds = Int(nanoseconds) / runs
  }

  /// The share of a program in what another one took that ran it.
  ///
  /// - Parameters:
  ///   - calls: how often it was run.
  ///   - runs: how often the other one ran, for whatever reason.
  ///   - nanoseconds: what all of these took.
  ///   - idle: what one takes that runs nothing.
  init?(calls: Int, ofRuns runs: Int, nanoseconds: UInt64, idle: Double) {
    guard calls > 0, runs >= calls else { return nil }
    self.runs = calls
    let share = Double(nanoseconds) - idle * Double(runs - calls)
    self.nanoseconds = max(1, Int(share / Double(calls)))
  }
}
