public import Events

/// One who is over a budget, and what was withheld of him.
public struct Throttled: Sendable, Equatable {
  /// Who: a process, or a cgroup.
  public struct ID: Sendable, Hashable {
    /// Whose budget.
    public var scope: BudgetScope
    /// The number of the process or the cgroup.
    public var number: UInt64
    /// When the process was started, in nanoseconds since boot; 0 for a cgroup.
    public var start: UInt64
  }

  /// Who it is.
  public var id: ID
  /// The header (`ev_header`) of the first record withheld.
  public var header: [UInt8]
  /// How many records were withheld so far.
  public var count: UInt64
  /// The nanoseconds since boot of the first and the last of them.
  public var span: ClosedRange<UInt64>
}
