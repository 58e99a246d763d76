import CLibBPF
public import Events

/// Runs of programs that the kernel left out since the same program was running on that CPU already:
/// where the kernel can be preempted, a program can be interrupted by a task that needs it too.
///
/// The kernel counts them since 5.12 (9ed9e9ba2337), in `recursion_misses` of `bpf_prog_info`.
public final class SkippedRuns {
  private let programs: [(program: BPFProgram, kinds: [EventKind])]
  private var known: [UInt64]

  init(_ programs: [(program: BPFProgram, kinds: [EventKind])]) {
    self.programs = programs
    known = [UInt64](repeating: 0, count: programs.count)
  }

  /// What was left out since the last call; the kind is nil where the program serves several.
  public func takeNew() -> [(kind: EventKind?, count: UInt64)] {
    var new: [(kind: EventKind?, count: UInt64)] = []
    for (index, (program, kinds)) in programs.enumerated() {
      let skipped = program.info.recursion_misses
      guard skipped > known[index] else { continue }
      new.append((kinds.count == 1 ? kinds[0] : nil, skipped - known[index]))
      known[index] = skipped
    }
    return new
  }
}
