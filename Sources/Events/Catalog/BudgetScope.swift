/// Who may have a budget of records a second.
///
/// The numbers are those of `enum ev_budget`.
public enum BudgetScope: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  case process
  case cgroup

  /// The name in events.
  public var description: String {
    switch self {
    case .process: "process"
    case .cgroup: "cgroup"
    }
  }
}
