import CLibBPF
import Events
import Glibc
import SystemPackage

/// Programs of a few instructions that are loaded to learn what a kernel takes.
enum LoadTrial {
  /// `return 0`; what the kernel says against it, nil: nothing.
  static func refusal(
    type: bpf_prog_type, attach: bpf_attach_type, function: UInt32
  ) -> String? {
    var options = bpf_prog_load_opts()
    options.expected_attach_type = attach
    options.attach_btf_id = function
    return refusal(of: [move(0, 0), exit], type: type, options)
  }

  /// Whether programs may tell the kernel what type of memory a pointer points to
  /// (`bpf_rdonly_cast`), so that they can load what is there.
  static func castsAreTaken(_ types: KernelTypes) -> Bool {
    guard let function = types.function("bpf_rdonly_cast"),
      let type = types.structure("pt_regs")
    else { return false }
    var call = bpf_insn()
    call.code = UInt8(BPF_JMP | BPF_CALL)
    call.src_reg = UInt8(BPF_PSEUDO_KFUNC_CALL)
    call.imm = Int32(function)
    return refusal(
      of: [move(1, 0), move(2, Int32(type)), call, move(0, 0), exit],
      type: BPF_PROG_TYPE_RAW_TRACEPOINT, bpf_prog_load_opts()) == nil
  }

  private static func move(_ register: UInt8, _ value: Int32) -> bpf_insn {
    var move = bpf_insn()
    move.code = UInt8(BPF_ALU64 | BPF_MOV | BPF_K)
    move.dst_reg = register
    move.imm = value
    return move
  }

  private static var exit: bpf_insn {
    var exit = bpf_insn()
    exit.code = UInt8(BPF_JMP | BPF_EXIT)
    return exit
  }

  private static func refusal(
    of instructions: [bpf_insn], type: bpf_prog_type, _ options: bpf_prog_load_opts
  ) -> String? {
    var log = [CChar](repeating: 0, count: 4096)
    let descriptor = log.withUnsafeMutableBufferPointer { log in
      var options = options
      options.sz = MemoryLayout<bpf_prog_load_opts>.size
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
