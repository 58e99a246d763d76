public import Events

/// How many records of the bulk lane each process, and each cgroup, may have made in a second.
///
/// What is over is counted and not recorded; the critical lane has no budget.
public struct Budgets: Sendable, Equatable {
  /// Of each process; 0: as many as there are.
  public var process: UInt64
  /// Of the tasks in each cgroup, those in cgroups below it not counted; 0: as many as there are.
  public var cgroup: UInt64

  /// No budget but those that are given.
  public init(process: UInt64 = 0, cgroup: UInt64 = 0) {
    self.process = process
    self.cgroup = cgroup
  }

  /// The budget of a scope; 0: none.
  public subscript(scope: BudgetScope) -> UInt64 {
    switch scope {
    case .process: process
    case .cgroup: cgroup
    }
  }

  /// Whether there is any.
  public var areSet: Bool { process > 0 || cgroup > 0 }
}
