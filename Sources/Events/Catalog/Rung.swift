/// A sort of hook: a step of the ladder from the cheapest to the one that every kernel has.
public enum Rung: String, CaseIterable, Sendable, Hashable {
  /// Entry or exit of a kernel function, through a trampoline (fentry, fexit).
  case fentry
  /// A question to the security modules, asked of a BPF program too.
  case lsm
  /// Entry or return of a kernel function, through a breakpoint or a hook of ftrace.
  case kprobe
  /// A place in the kernel made for observers.
  case tracepoint
}
