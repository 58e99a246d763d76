import CLibBPF
import Events
import Glibc

/// Which rungs this kernel has at all: a program of two instructions tells in microseconds, where
/// a refused object has to be opened and loaded once more.
struct RungTrials {
  private let types: KernelTypes
  private var known: [Rung: String?] = [:]

  init(types: KernelTypes) {
    self.types = types
  }

  /// Why a rung is not to be had here, as far as it was tried; nil: nothing is known against it.
  func knownReasonAgainst(_ rung: Rung) -> String? { known[rung] ?? nil }

  /// Why a rung is not to be had here, with any function of its sort; nil: it is.
  mutating func reasonAgainst(_ rung: Rung, at function: UInt32) -> String? {
    if let known = known[rung] { return known }
    let reason: String? =
      switch rung {
      case .tracepoint: nil
      case .kprobe: Self.reasonAgainstProbes()
      case .uprobe: CodeProbe.reasonAgainst
      case .fentry:
        LoadTrial.refusal(type: BPF_PROG_TYPE_TRACING, attach: BPF_TRACE_FEXIT, function: function)
      case .lsm:
        LoadTrial.refusal(type: BPF_PROG_TYPE_LSM, attach: BPF_LSM_MAC, function: function)
      }
    known[rung] = .some(reason)
    return reason
  }

  private static func reasonAgainstProbes() -> String? {
    access("/sys/bus/event_source/devices/kprobe/type", R_OK) == 0
      ? nil : "this kernel has no kprobes (CONFIG_KPROBE_EVENTS)"
  }
}
