public import Events

/// Which hooks may be used.
public enum Probes: Sendable, Equatable {
  /// For each the best one that works here.
  case automatic
  /// This rung where a hook has it, its last resort where it has not; an error where it does not work.
  case only(Rung)

  /// The ways of a hook that come into question, best first, and those that do not.
  func candidates(of hook: Hook) -> (allowed: [Way], left: [(way: Way, reason: String)]) {
    switch self {
    case .automatic:
      let silent = hook.ways.filter(\.canMissSilently)
      return (
        hook.ways.filter { !$0.canMissSilently },
        silent.map { ($0, "can miss calls without counting them, so only with --probes kprobe") }
      )
    case .only(let rung):
      let asked = hook.ways.filter { $0.rung == rung }
      return (asked.isEmpty ? hook.ways.filter(\.rung.isLastResort) : asked, [])
    }
  }
}
