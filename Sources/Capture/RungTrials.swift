import CLibBPF
import Events
import Glibc
import SystemPackage

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
        Self.refusal(type: BPF_PROG_TYPE_TRACING, attach: BPF_TRACE_FEXIT, function: function)
      case .lsm:
        Self.refusal(type: BPF_PROG_TYPE_LSM, attach: BPF_LSM_MAC, function: function)
      }
    known[rung] = .some(reason)
    return reason
  }

  private static func reasonAgainstProbes() -> String? {
    access("/sys/bus/event_source/devices/kprobe/type", R_OK) == 0
      ? nil : "this kernel has no kprobes (CONFIG_KPROBE_EVENTS)"
  }

  /// Loads `return 0`; what the kernel says against it.
  private static func refusal(
    type: bpf_prog_type, attach: bpf_attach_type, function: UInt32
  ) -> String? {
    var zero = bpf_insn()
    zero.code = UInt8(BPF_ALU64 | BPF_MOV | BPF_K)
    var exit = bpf_insn()
    exit.code = UInt8(BPF_JMP | BPF_EXIT)
    let instructions = [zero, exit]
    var log = [CChar](repeating: 0, count: 4096)
    let descriptor = log.withUnsafeMutableBufferPointer { log in
      var options = bpf_prog_load_opts()
      options.sz = MemoryLayout<bpf_prog_load_opts>.size
      options.expected_attach_type = attach
      options.attach_btf_id = function
      options.log_buf = log.baseAddress
      options.log_size = UInt32(log.count)
      options.log_level = 1
      return bpf_prog_load(
        type, "lookback_trial", "Dual BSD/GPL", instructions, instructions.count, &options)
    }
    guard descriptor < 0 else {
      close(descriptor)
      return nil
    }
    let words = String(
      decoding: log.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
    )
    .split(separator: "\n").first { !$0.hasPrefix("processed ") }
    let errno = Errno(rawValue: -descriptor)
    return words.map { "\(errno): \($0)" } ?? "\(errno)"
  }
}
