import Foundation
import Testing

extension LiveKernel {
  /// Every way to become another program, and failing to.
  @Suite(.sensor) struct ExecTests {
    let sensor: TestSensor
    let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    /// Of the image that the workload is.
    private func expectWorkloadImage(_ exec: Event, _ path: String = Live.workload) throws {
      let facts = try FileFacts(path)
      #expect(exec["process.exe"] == .text(path))
      #expect(exec["exe.inode"] == facts.inode)
      #expect(exec["exe.device"] == facts.device)
      #expect(exec["exe.mode"] == facts.mode)
      #expect(exec["exe.owner"] == facts.owner)
      #expect(exec["exe.group"] == facts.group)
    }

    @Test func arguments() throws {
      let words: [[UInt8]] = [
        Array("lookback-workload".utf8), Array("nothing".utf8),
        [0xff, 0xfe, 0x41],  // no UTF-8
        [0xc0, 0xaf], [0xed, 0xa0, 0x80],  // overlong, surrogate
        Array("a \"b\" 'c' \\".utf8),
        Array("\\x41 \\xzz \\\\x42".utf8),  // text that looks like the escape for a byte
        Array("one\ntwo\tthree\r\u{1}\u{1b}[31m\u{7f}".utf8),
        [],
        Array("é✓🙂".utf8),
        [],
      ]
      let run = try sensor.run(arguments: words)
      #expect(run.kinds == ["process.exec", "process.exit"])
      let exec = try #require(run.events.first)
      #expect(exec["process.argv"].list?.map(\.bytes) == words)
      #expect(exec["process.argc"] == .number(words.count))
      #expect(exec["process.argv_length"] == .absent)
      #expect(exec["process.invoked"] == .text(Live.workload))
      #expect(exec["process.interpreter"] == .absent)
      #expect(exec["process.cwd"] == .text(FileManager.default.currentDirectoryPath))
      #expect(exec["result"] == 0)
      #expect(exec["error"] == .absent)
      #expect(exec["from_caller"] == .absent)
      #expect(!exec.isSet("exe.memfd"))
      #expect(!exec.isSet("exe.deleted"))
      #expect(!exec.isSet("process.script"))
      try expectWorkloadImage(exec)
    }

    @Test func manyArgumentsAreCutAndSaySo() throws {
      let many = (0..<400).map { "\($0)-" + String(repeating: "x", count: 97) }
      let words = ["lookback-workload", "nothing"] + many
      let run = try sensor.run(arguments: words.map { Array($0.utf8) })
      let exec = try #require(run.events.first)
      let all = words.map { Array($0.utf8) + [0] }.joined()
      #expect(exec["process.argv_length"] == .number(all.count))
      #expect(exec["process.argc"] == .number(words.count))
      var kept = Array(all.prefix(16384)).split(separator: 0, omittingEmptySubsequences: false)
      if kept.last?.isEmpty == true { kept.removeLast() }
      #expect(exec["process.argv"].list?.map(\.bytes) == kept.map { Array($0) })
    }

    @Test func argumentsOfExactlyTheLimitAreWhole() throws {
      let first = ["lookback-workload", "nothing"]
      let left = 16384 - first.map { $0.utf8.count + 1 }.reduce(0, +) - 1
      let words = first + [String(repeating: "x", count: left)]
      let run = try sensor.run(arguments: words.map { Array($0.utf8) })
      let exec = try #require(run.events.first)
      #expect(exec["process.argv"] == .texts(words))
      #expect(exec["process.argv_length"] == .absent)
    }

    @Test func another() throws {
      let run = try sensor.run("exec-again")
      #expect(run.kinds == ["process.exec", "process.exec", "process.exit"])
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["process.argv"] == ["lookback-workload", "nothing"])
      try expectWorkloadImage(exec)
    }

    @Test func workingDirectory() throws {
      let nested = try scratch.directory("a/b c/d")
      let run = try sensor.run("in", nested, "exec-again")
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["process.cwd"] == .text(nested))
    }

    @Test func relativeToADirectory() throws {
      let copy = scratch("copy")
      try FileManager.default.copyItem(atPath: Live.workload, toPath: copy)
      let run = try sensor.run("execveat", scratch.path, "copy")
      #expect(run.kinds == ["process.exec", "process.exec", "process.exit"])
      let exec = try #require(run.events("process.exec").last)
      try expectWorkloadImage(exec, copy)
      // so the kernel calls it (fs/exec.c, alloc_bprm)
      #expect(exec["process.invoked"] == .text("/dev/fd/\(run.truth["fd"].int ?? -1)/copy"))
      #expect(exec["process.argv"] == ["copy", "nothing"])
    }

    @Test func fromMemory() throws {
      let run = try sensor.run("exec-memfd", "in memory")
      let exec = try #require(run.events("process.exec").last)
      #expect(run.events("process.exec").count == 2)
      #expect(exec.isSet("exe.memfd"))
      #expect(exec["process.exe"].text?.contains("memfd:in memory") == true)
      #expect(exec["exe.inode"] == run.truth["inode"])
      #expect(exec["process.argv"] == ["in memory", "nothing"])
    }

    @Test func fromAFileWithoutAName() throws {
      let copy = scratch("copy")
      try FileManager.default.copyItem(atPath: Live.workload, toPath: copy)
      let run = try sensor.run("exec-unlinked", copy)
      let exec = try #require(run.events("process.exec").last)
      #expect(run.events("process.exec").count == 2)
      #expect(exec.isSet("exe.deleted"))
      #expect(!exec.isSet("exe.memfd"))
      #expect(exec["process.exe"] == .text(copy))
      #expect(exec["exe.inode"] == run.truth["inode"])
      #expect(exec["exe.device"] == run.truth["device"])
    }

    @Test func script() throws {
      let script = try scratch.file("script", "#!\(Live.workload) nothing\n", mode: 0o755)
      let run = try sensor.run(arguments: [Array("name".utf8), Array("one".utf8)], path: script)
      #expect(run.kinds == ["process.exec", "process.exit"])
      let exec = try #require(run.events.first)
      #expect(exec.isSet("process.script"))
      #expect(exec["process.invoked"] == .text(script))
      #expect(exec["process.interpreter"] == .text(Live.workload))
      #expect(exec["process.argv"] == .texts([Live.workload, "nothing", script, "one"]))
      #expect(exec["process.argc"] == 4)
      try expectWorkloadImage(exec)
    }

    @Test func ofNothing() throws {
      let path = scratch("missing")
      let run = try sensor.run("exec", path, "one", "two")
      try expectFailure(run, path, "ENOENT", ["one", "two"])
    }

    @Test func ofWhatMayNotBeExecuted() throws {
      let path = try scratch.file("data", "no program")
      let run = try sensor.run("exec", path)
      try expectFailure(run, path, "EACCES", [])
    }

    @Test func ofWhatIsNoProgram() throws {
      let path = try scratch.file("data", "no program", mode: 0o755)
      let run = try sensor.run("exec", path)
      try expectFailure(run, path, "ENOEXEC", [])
    }

    private func expectFailure(_ run: Run, _ path: String, _ error: String, _ rest: [String]) throws
    {
      #expect(run.kinds == ["process.exec", "process.exec", "process.exit"])
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["process.invoked"] == .text(path))
      #expect(exec["process.argv"] == .texts([path] + rest))
      #expect(exec["result"] == run.truth["result"])
      #expect(exec["error"] == .text(error))
      #expect(exec["exe.inode"] == .absent)
      let fromCaller = exec["from_caller"].list ?? []
      #expect(fromCaller.contains("process.invoked"))
      #expect(fromCaller.contains("process.argv"))
    }

    @Test func fromAnotherThread() throws {
      let run = try sensor.run("exec-from-thread")
      #expect(run.kinds == ["process.exec", "process.exec", "process.exit"])
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["process.pid"] == .number(run.pid))
      #expect(exec["process.tid"] == .number(run.pid))
      #expect(exec["process.argv"] == ["lookback-workload", "nothing"])
    }

    @Test func afterTheLeaderHasExited() throws {
      let run = try sensor.run("exec-after-leader")
      #expect(run.kinds == ["process.exec", "process.exec", "process.exit"])
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["process.pid"] == .number(run.pid))
      #expect(run.events.last?["exit.code"] == 0)
    }

    @Test func inAnotherRoot() throws {
      try scratch.directory("root/bin")
      try FileManager.default.copyItem(atPath: "/bin/true", toPath: scratch("root/bin/true"))
      let run = try sensor.run("in-new-root", scratch("root"), "exec", "/bin/true")
      // the program is there, its interpreter is not: the kernel says so late
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["process.invoked"] == "/bin/true")
      #expect(exec["process.cwd"] == "/")
    }

    @Test func asAnotherUser() throws {
      let run = try sensor.run("as", "65534", "65533", "exec-again")
      let exec = try #require(run.events("process.exec").last)
      #expect(exec["user.id"] == 65534)
      #expect(exec["user.effective.id"] == 65534)
      #expect(exec["user.gid"] == 65533)
      #expect(exec["user.effective.gid"] == 65533)
    }
  }
}
