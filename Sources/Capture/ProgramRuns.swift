/// How often a program has run while ``BPFStatistics`` were on, and for how long.
public struct ProgramRuns: Sendable, Equatable {
  /// How often it was entered; a program that another one jumps to is not.
  public var count: UInt64
  /// For how long in all, in nanoseconds.
  public var nanoseconds: UInt64

  /// Puts a sum together.
  public init(count: UInt64 = 0, nanoseconds: UInt64 = 0) {
    self.count = count
    self.nanoseconds = nanoseconds
  }

  /// What has come since.
  public static func - (after: ProgramRuns, before: ProgramRuns) -> ProgramRuns {
    ProgramRuns(
      count: after.count &- before.count, nanoseconds: after.nanoseconds &- before.nanoseconds)
  }
}
