import Foundation
import Testing

extension LiveKernel {
  /// Ids and capabilities: what they were, what they are, and what was refused.
  @Suite(.sensor) struct CredentialTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    private static let ids = ["uid", "euid", "suid", "gid", "egid", "sgid"]

    private func ids(_ event: Event, _ moment: String) -> [Value] {
      Self.ids.map { event["cred.\(moment).\($0)"] }
    }

    /// What the kernel says of a process that is in no namespace of its own.
    private func expectNamespace(_ event: Event) throws {
      #expect(event["cred.user_namespace"] == (try FileFacts("/proc/self/ns/user")).inode)
    }

    private static let capabilitiesOfRoot: Value = {
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
      return line.map { .text(String($0.dropFirst(7).trimmingCharacters(in: .whitespaces))) }
        ?? .absent
    }()
    private static let none: Value = "0000000000000000"

    /// The call, its arguments, the ids afterwards.
    private static let changes: [(String, [Int], [Value])] = [
      ("setuid", [65534], [65534, 65534, 65534, 0, 0, 0]),
      ("setreuid", [65533, 65534], [65533, 65534, 65534, 0, 0, 0]),
      ("setresuid", [65532, 65533, 65534], [65532, 65533, 65534, 0, 0, 0]),
      ("setgid", [65534], [0, 0, 0, 65534, 65534, 65534]),
      ("setregid", [65533, 65534], [0, 0, 0, 65533, 65534, 65534]),
      ("setresgid", [65532, 65533, 65534], [0, 0, 0, 65532, 65533, 65534]),
      // Only the effective user is another one: what is permitted stays.
      ("setresuid", [-1, 65534, -1], [0, 65534, 0, 0, 0, 0]),
    ]

    @Test(arguments: changes)
    func changed(_ call: String, _ arguments: [Int], _ after: [Value]) throws {
      let words = ["lookback-workload", "set-ids", call] + arguments.map(String.init)
      let run = try sensor.run(arguments: words.map { Array($0.utf8) })
      let change = try run.only("cred.change")
      #expect(change["cred.call"] == .text(call))
      #expect(ids(change, "before") == [0, 0, 0, 0, 0, 0])
      #expect(ids(change, "after") == after)
      let all = Self.capabilitiesOfRoot
      #expect(change["cred.before.effective"] == all)
      #expect(change["cred.before.permitted"] == all)
      #expect(change["cred.after.effective"] == (after[1] == 0 ? all : Self.none))
      #expect(change["cred.after.permitted"] == (after[0] == 0 ? all : Self.none))
      #expect(change["cred.gained"] == .absent)
      #expect(change["cred.asked"] == .absent)
      #expect(change["result"] == 0)
      #expect(change["error"] == .absent)
      #expect(change["process.tid"] == .number(run.pid))
      try expectNamespace(change)
    }

    private static let refusals: [(String, [Int], [String: Value])] = [
      ("setuid", [0], ["uid": 0]),
      ("setreuid", [-1, 0], ["euid": 0]),
      ("setresuid", [65534, 0, 1], ["uid": 65534, "euid": 0, "suid": 1]),
      ("setgid", [0], ["gid": 0]),
      ("setregid", [1, 0], ["gid": 1, "egid": 0]),
      ("setresgid", [-1, -1, 0], ["sgid": 0]),
    ]

    @Test(arguments: refusals)
    func refused(_ call: String, _ arguments: [Int], _ asked: [String: Value]) throws {
      let words =
        ["lookback-workload", "as", "65534", "65533", "set-ids", call] + arguments.map(String.init)
      let run = try sensor.run(arguments: words.map { Array($0.utf8) })
      let changes = run.events("cred.change")
      #expect(changes.map { $0["cred.call"] } == ["setresgid", "setresuid", .text(call)])
      let refused = try #require(changes.last)
      #expect(refused["result"] == .number(-EPERM))
      #expect(refused["result"] == run.truth["result"])
      #expect(refused["error"] == "EPERM")
      #expect(ids(refused, "before") == [65534, 65534, 65534, 65533, 65533, 65533])
      #expect(refused["cred.before.effective"] == Self.none)
      #expect(refused["cred.before.permitted"] == Self.none)
      #expect(refused["cred.after"] == .absent)
      for name in Self.ids {
        #expect(refused["cred.asked.\(name)"] == asked[name] ?? .absent, "\(name)")
      }
      try expectNamespace(refused)
    }

    @Test func whatChangesNothingIsNotRecorded() throws {
      let run = try sensor.run("set-ids", "setresuid", "0", "-1", "0")
      #expect(run.truth["result"] == 0)
      #expect(run.kinds == ["process.exec", "process.exit"])
    }

    @Test func capabilityDropped() throws {
      let run = try sensor.run("drop-capability", "13")
      let change = try run.only("cred.change")
      #expect(change["cred.call"] == "capset")
      #expect(change["cred.before.effective"] == run.truth["before"])
      #expect(change["cred.after.effective"] == run.truth["after"])
      #expect(run.truth["before"] != run.truth["after"])
      #expect(change["cred.before.permitted"] == run.truth["permitted"])
      #expect(change["cred.after.permitted"] == run.truth["permitted"])
      #expect(ids(change, "after") == [0, 0, 0, 0, 0, 0])
      #expect(change["cred.gained"] == .absent)
      #expect(change["result"] == 0)
    }

    @Test func capabilityRefused() throws {
      let run = try sensor.run("as", "65534", "65533", "ask-capability")
      let refused = try #require(run.events("cred.change").last)
      #expect(refused["cred.call"] == "capset")
      #expect(refused["result"] == .number(-EPERM))
      #expect(refused["cred.asked"] == .absent)
    }

    /// A program with the setuid bit: by an exec, of which the kernel keeps no before.
    @Test func setuidProgram() throws {
      let scratch = try Scratch()
      let copy = scratch("root's")
      try FileManager.default.copyItem(atPath: Live.workload, toPath: copy)
      #expect(chown(copy, 0, 0) == 0)
      #expect(chmod(copy, 0o4755) == 0)
      let run = try sensor.run("as", "65534", "65533", "exec", copy, "nothing")
      #expect(run.events("process.exec").count == 2)
      let change = try #require(run.events("cred.change").last)
      #expect(change["cred.call"] == "exec")
      #expect(ids(change, "before") == [65534, 65534, 65534, 65533, 65533, 65533])
      #expect(ids(change, "after") == [65534, 0, 0, 65533, 65533, 65533])
      #expect(change["cred.before.effective"] == Self.none)
      #expect(change["cred.after.effective"] == Self.capabilitiesOfRoot)
      #expect(change["cred.after.permitted"] == Self.capabilitiesOfRoot)
      #expect(change["cred.gained"].list?.contains("CAP_SETUID") == true)
      #expect(change["result"] == 0)
    }

    @Test func plainExecChangesNothing() throws {
      let run = try sensor.run("as", "65534", "65533", "exec-again")
      #expect(run.events("process.exec").count == 2)
      #expect(run.events("cred.change").map { $0["cred.call"] } == ["setresgid", "setresuid"])
    }

    /// The thread that execs was known by another number.
    @Test func execOfAThreadWithOtherIDs() throws {
      let run = try sensor.run("exec-from-changed-thread", "65534")
      #expect(run.events("process.exec").count == 2)
      let change = try #require(run.events("cred.change").first)
      #expect(run.events("cred.change").count == 1)
      #expect(change["cred.call"] == "setresuid")
      #expect(change["process.tid"] == run.truth["thread"])
      #expect(change["process.tid"] != .number(run.pid))
      #expect(ids(change, "after") == [65534, 65534, 65534, 0, 0, 0])
    }

    /// What its credentials were is known from the list of running processes.
    @Test func processFromBeforeTheSensor() throws {
      let child = try ChildProcess(workload: ["after-input", "set-ids", "setgid", "65534"])
      let another = try TestSensor()
      child.closeInput()
      child.wait()
      try another.settle()
      let change = try #require(
        another.events.first { $0.kind == "cred.change" && $0.pid == Int(child.pid) })
      #expect(change["cred.call"] == "setgid")
      #expect(ids(change, "before") == [0, 0, 0, 0, 0, 0])
      #expect(ids(change, "after") == [0, 0, 0, 65534, 65534, 65534])
      #expect(change["cred.before.effective"] == Self.capabilitiesOfRoot)
      try another.stop()
    }

    @Test func everyThreadOfAProcess() throws {
      let run = try sensor.run("set-ids-of-threads", "3", "65534")
      let changes = run.events("cred.change")
      #expect(changes.count == 4)
      #expect(Set(changes.compactMap { $0["process.tid"].int }).count == 4)
      for change in changes {
        #expect(ids(change, "before") == [0, 0, 0, 0, 0, 0])
        #expect(ids(change, "after") == [65534, 65534, 65534, 0, 0, 0])
      }
    }

    /// In a user namespace of its own everyone has all capabilities.
    @Test func userNamespace() throws {
      let run = try sensor.run("as", "65534", "65533", "unshare", "user")
      guard run.truth["result"] == 0 else {
        // Debian can forbid it; that is what is then seen.
        #expect(run.events("namespace.leave").map { $0["result"] } == [run.truth["result"]])
        #expect(run.events("cred.change").count == 2)
        return
      }
      let change = try #require(run.events("cred.change").last)
      #expect(change["cred.call"] == "unshare")
      #expect(change["cred.before.effective"] == Self.none)
      #expect(change["cred.gained"].list?.contains("CAP_SYS_ADMIN") == true)
      #expect(ids(change, "after") == [65534, 65534, 65534, 65533, 65533, 65533])
      #expect(change["cred.user_namespace"] == run.truth["user"])
    }
  }
}
