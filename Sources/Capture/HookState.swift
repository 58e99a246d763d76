public import Events

/// How a hook has come into force, or why not.
public struct HookState: Sendable {
  /// What is to be seen.
  public let hook: Hook
  /// The kinds whose records come from it.
  public let kinds: [EventKind]
  /// The way in force; nil: there is none here.
  public internal(set) var way: Way?
  /// The programs in force.
  public internal(set) var programs: [String] = []
  /// Why nothing is missed without a way, such as a kernel that has no such thing; nil: it is.
  public internal(set) var needless: String?
  /// What there is to know of the way in force on this host.
  public internal(set) var remark: String?
  /// The ways before it, and why they are not.
  public internal(set) var refusals: [Refusal] = []

  /// Why a way is not in force.
  public struct Refusal: Sendable {
    /// The sort of hook.
    public var rung: Rung
    /// Why: the kernel's or libbpf's own words, where they said something.
    public var reason: String
    /// All that was said about it, such as the verifier's log.
    public var log: [String] = []
  }
}
