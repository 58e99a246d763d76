import CEventABI
import Events

/// The kernel's table of who is over a budget; without a budget there is none.
struct ThrottledTable {
  private let map: BPFMap?

  /// What the programs need for budgets and for nothing else.
  private static let maps = ["spendings", "throttled", "throttled_drafts"]

  /// Before the object is loaded.
  static func prepare(_ object: BPFObject, _ budgets: Budgets) throws(BPFError) {
    guard !budgets.areSet else { return }
    for name in maps { try object.map(name).isLeftOut = true }
  }

  /// After it.
  init(_ object: BPFObject, _ budgets: Budgets) throws(BPFError) {
    map = budgets.areSet ? try object.map("throttled") : nil
  }

  /// Everybody in it.
  var entries: [Throttled] {
    get throws(BPFError) {
      guard let map else { return [] }
      return try map.entries(ev_budget_key(), ev_throttled()).compactMap(Throttled.init)
    }
  }

  /// Takes one out, with all that was withheld up to now: the next record that is withheld of him is
  /// the first again.
  func take(_ throttled: Throttled) throws(BPFError) -> Throttled {
    let id = throttled.id
    let key = ev_budget_key(
      id: id.number, start_ns: id.start, budget: id.scope.rawValue, unused: 0)
    guard let map else { return throttled }
    return Throttled(key, try map.take(key, ev_throttled())) ?? throttled
  }
}

extension Throttled {
  /// An entry of the kernel's table; nil if its scope is not known.
  fileprivate init?(_ key: ev_budget_key, _ value: ev_throttled) {
    guard let scope = BudgetScope(rawValue: key.budget) else { return nil }
    let first = value.first.boot_ns
    self.init(
      id: ID(scope: scope, number: key.id, start: key.start_ns),
      header: withUnsafeBytes(of: value.first) { Array($0) },
      count: value.count,
      // Another processor may have taken its time before, and have come second.
      span: first...max(first, value.last_ns))
  }
}
