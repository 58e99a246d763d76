/// A sort of hook: a step of the ladder from the cheapest to the one that every kernel has, and last the
/// only one for what the kernel does not know of.
public enum Rung: String, CaseIterable, Sendable, Hashable {
  /// Entry or exit of a kernel function, through a trampoline (fentry, fexit).
  case fentry
  /// A question to the security modules, asked of a BPF program too.
  case lsm
  /// Entry or return of a kernel function, through a breakpoint or a hook of ftrace.
  case kprobe
  /// A place in the kernel made for observers.
  case tracepoint
  /// Entry or return of a function of a library that processes use, through a breakpoint in it.
  case uprobe

  /// Whether it is taken for want of a better one: what is seen in no other way than this.
  public var isLastResort: Bool { self == .tracepoint || self == .uprobe }
}
