import Foundation
import Testing

extension LiveKernel {
  /// `lookback doctor` and `lookback selftest` on this kernel, with the rung under test.
  @Suite struct DoctorTests {
    /// What a command printed; it has ended with one of these statuses.
    private func output(of words: [String], status expected: [Int]) throws -> [Data] {
      let words = ["lookback"] + words + ["--probes", Live.probes]
      let child = try ChildProcess(Live.lookback, words.map { Array($0.utf8) })
      var lines: [Data] = []
      while let line = child.readLine() { lines.append(line) }
      let status = try #require(exitCode(child.wait()))
      let text = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
      #expect(expected.contains(status), "\(status)\n\(text)")
      return lines
    }

    private func document(of words: String..., status: Int...) throws -> Value {
      let lines = try output(of: words + ["--json"], status: status)
      #expect(lines.count == 1)
      return try Value(line: try #require(lines.first))
    }

    @Test("The doctor tells of every kind, and of what is in force")
    func doctor() throws {
      let report = try document(of: "doctor", status: 0)
      #expect(report["verdict"] == "complete")
      #expect(report["kernel.release"].text?.isEmpty == false)
      #expect(report["kernel.btf"].text?.isEmpty == false)
      #expect(report["host.root"] == true)
      let hooks = try #require(report["hooks"].list)
      let kinds = Set(hooks.flatMap { $0["kinds"].list ?? [] }.compactMap(\.text))
      #expect(kinds == Self.kinds)
      for hook in hooks { expectSound(hook) }
      let programs = try #require(report["programs"].list)
      for program in programs {
        let name = Comment(rawValue: program["name"].text ?? "?")
        let instructions = try #require(program["instructions"].int, name)
        #expect(instructions > 0 && instructions <= 100_000, name)
        #expect(program["verification_us"].int != nil, name)
      }
      // What a matrix of kernels gathers.
      print("verifier: \(programs.count) programs, \(report["load_ms"].int ?? 0) ms in all")
    }

    private static let kinds: Set<String> = [
      "process.exec", "process.fork", "process.exit", "process.snapshot", "net.connect",
      "net.connects", "net.send", "net.accept", "net.bind", "net.listen", "net.close", "net.raw",
      "dns.question",
      "dns.answer", "module.load", "module.unload", "file.open", "file.write", "file.close",
      "file.rename", "file.unlink", "file.link", "file.symlink", "file.chmod", "file.chown",
      "file.truncate", "tty.output", "tty.write", "tty.winsize", "tty.mode", "process.trace",
      "process.inject", "process.signal", "process.memfd", "process.io_uring", "cred.change",
      "mount.attach", "mount.detach", "mount.pivot", "namespace.enter", "namespace.leave",
      "bpf.load", "bpf.attach", "kexec.load",
      "auth.attempt", "session.open", "session.close",
    ]

    private func expectSound(_ hook: Value) {
      let name = hook["name"].text ?? "?"
      if hook["needless"].text != nil {
        #expect(name == "module_load_name")
        return
      }
      let rung = hook["rung"].text ?? "none"
      let asked = ["auto", "tracepoint"].contains(Live.probes) ? rung : Live.probes
      #expect([asked, "tracepoint", "uprobe"].contains(rung), "\(name)")
      #expect(hook["programs"].list?.isEmpty == false, "\(name)")
      // No module is accepted by this kernel only to see that.
      if name != "module_load_name" {
        #expect(hook["cost.runs"].int ?? 0 > 0, "\(name)")
        #expect(hook["cost.ns"].int ?? 0 > 0, "\(name)")
      }
    }

    /// Loading takes an emulated machine minutes: there once is enough.
    private static let isFast = Live.timeFactor == 1

    @Test(
      "What the doctor tells a person ends with the verdict",
      .enabled(if: isFast, "an emulated machine takes too long"))
    func text() throws {
      let lines = try output(of: ["doctor"], status: [0])
        .map { String(decoding: $0, as: UTF8.self) }
      #expect(lines.last?.hasPrefix("verdict: complete") == true)
      #expect(lines.first?.hasPrefix("kernel ") == true)
      #expect(lines.contains("file.open"))
      #expect(!lines.contains { $0.contains("DEFECT") })
    }

    @Test("On this host the self-test sees everything that it does")
    func selfTest() throws {
      let report = try document(of: "selftest", status: 0)
      #expect(report["passed"] == true)
      let tests = try #require(report["tests"].list)
      // To be counted a connect takes many before it.
      let tried = Self.kinds.subtracting(["net.connects"])
      #expect(Set(tests.compactMap { $0["kind"].text }) == tried)
      for test in tests { #expect(test["outcome"] == "ok", "\(test)") }
      try expectNothingLeft()
    }

    @Test(
      "A broken link is told",
      arguments: isFast ? ["hook", "filter", "ring", "decoder"] : ["filter"])
    func brokenLink(_ link: String) throws {
      let report = try document(of: "selftest", "--break", link, status: 1)
      #expect(report["passed"] == false)
      let tests = try #require(report["tests"].list)
      for test in tests where test["kind"] != "process.snapshot" {
        #expect(test["link"] == .text(link), "\(test)")
      }
      try expectNothingLeft()
    }

    private func expectNothingLeft() throws {
      let left = try FileManager.default.contentsOfDirectory(atPath: "/tmp")
        .filter { $0.hasPrefix("lookback-selftest.") }
      #expect(left == [])
    }
  }
}
