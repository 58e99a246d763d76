import Testing

@testable import Capture

@Suite struct VerifierFiguresTests {
  @Test("The figures are read from the verifier's log")
  func figures() {
    let log = """
      verification time 2345 usec
      stack depth 8+0+64
      processed 4541 insns (limit 1000000) max_states_per_insn 4 total_states 299 peak_states 120

      """
    #expect(
      VerifierFigures(program: "file_close", log: log)
        == VerifierFigures(program: "file_close", instructions: 4541, microseconds: 2345))
  }

  @Test("A log without figures has none", arguments: ["", "processed", "0: R1=ctx(off=0)\n"])
  func noFigures(_ log: String) {
    #expect(VerifierFigures(program: "p", log: log) == nil)
  }

  @Test(
    "Too much work is a defect",
    arguments: [(100_000, 2_000_000, false), (100_001, 0, true), (1, 2_000_001, true)])
  func defect(_ instructions: Int, _ microseconds: Int, _ isDefect: Bool) {
    let figures = VerifierFigures(
      program: "p", instructions: instructions, microseconds: microseconds)
    #expect(figures.isDefect == isDefect)
  }

  @Test(
    "Programs that look at others, and those that do not",
    arguments: [
      ("tracing", true), ("kprobe", true), ("lsm", true), ("raw_tracepoint", true),
      ("cgroup_device", false), ("cgroup_skb", false), ("sched_cls", false), ("xdp", false),
    ])
  func observers(_ type: String, _ looks: Bool) {
    #expect(LoadedProgram(name: "", type: type).isObserver == looks)
  }
}
