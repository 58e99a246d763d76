import CLibBPF
import Glibc

/// While this exists, the kernel counts how often each BPF program runs, and for how long.
public final class BPFStatistics {
  private let descriptor: CInt

  /// Switches counting on.
  ///
  /// - Throws: ``BPFError`` where the kernel does not let this process do so.
  public init() throws(BPFError) {
    descriptor = bpf_enable_stats(BPF_STATS_RUN_TIME)
    guard descriptor >= 0 else { throw .last("count the runs of BPF programs") }
  }

  deinit {
    close(descriptor)
  }
}
