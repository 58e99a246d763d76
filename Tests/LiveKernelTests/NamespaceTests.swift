import Foundation
import Testing

extension LiveKernel {
  /// Namespaces that are left and entered.
  @Suite(.sensor) struct NamespaceTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    /// Where the process is then; 0 in the truth: this kernel has none of the sort.
    private func expectNow(_ event: Event, _ run: Run) {
      let names = ["net", "user", "pid_for_children", "uts", "ipc", "cgroup", "time_for_children"]
      for name in names {
        let there = run.truth[name] == 0 ? Value.absent : run.truth[name]
        // /proc does not tell of one before it has a process; no process has ever been in it.
        if name == "pid_for_children", there == .absent {
          #expect(event["namespace.\(name)"].int ?? 0 > 0)
          #expect(event["namespace.\(name)"] != event["namespace.pid"])
        } else {
          #expect(event["namespace.\(name)"] == there, "\(name)")
        }
      }
      #expect(event["namespace.mount"] == run.truth["mnt"])
    }

    @Test(arguments: ["mnt", "net", "pid", "uts", "ipc", "cgroup"])
    func leave(_ type: String) throws {
      let run = try sensor.run("unshare", type)
      let leave = try run.only("namespace.leave")
      #expect(leave["namespace.types"] == [.text(type)])
      #expect(leave["namespace.entered"] == .absent)
      #expect(leave["result"] == 0)
      let name = ["mnt": "mnt", "pid": "pid_for_children"][type] ?? type
      #expect(run.truth[name] != (try FileFacts("/proc/self/ns/\(name)")).inode)
      expectNow(leave, run)
    }

    @Test func leaveSeveral() throws {
      let run = try sensor.run("unshare", "uts", "ipc", "net")
      let leave = try run.only("namespace.leave")
      #expect(leave["namespace.types"] == ["net", "uts", "ipc"])
      expectNow(leave, run)
    }

    @Test func leaveRefused() throws {
      let run = try sensor.run("as", "65534", "65533", "unshare", "uts")
      let leave = try #require(run.events("namespace.leave").first)
      #expect(leave["result"] == .number(-EPERM))
      #expect(leave["error"] == "EPERM")
      #expect(leave["namespace.types"] == ["uts"])
      expectNow(leave, run)
    }

    /// CLONE_FS: a working directory of one's own is no namespace.
    @Test func whatIsNoNamespaceIsNotRecorded() throws {
      let run = try sensor.run("unshare", "0x200")
      #expect(run.truth["result"] == 0)
      #expect(run.kinds == ["process.exec", "process.exit"])
    }

    @Test(arguments: ["mnt", "net", "uts", "ipc", "cgroup"])
    func enter(_ type: String) throws {
      let run = try sensor.run("return-to-namespace", type)
      #expect(
        run.kinds == ["process.exec", "namespace.leave", "namespace.enter", "process.exit"])
      let enter = try #require(run.events("namespace.enter").first)
      #expect(enter["namespace.types"] == [.text(type)])
      #expect(enter["namespace.entered"] == run.truth["entered"])
      #expect(enter["result"] == 0)
      expectNow(enter, run)
    }

    /// One's own user namespace cannot be entered.
    @Test func enterRefused() throws {
      let run = try sensor.run("as", "65534", "65533", "enter-own-namespaces", "uts", "ipc")
      let enter = try #require(run.events("namespace.enter").first)
      #expect(enter["namespace.types"] == ["uts", "ipc"])
      #expect(enter["namespace.entered"] == .absent)
      #expect(enter["result"] == run.truth["result"])
      #expect(enter["result"] == .number(-EPERM))
      expectNow(enter, run)
    }

    @Test func enterThoseOfAProcess() throws {
      let run = try sensor.run("enter-own-namespaces", "uts", "net")
      let enter = try run.only("namespace.enter")
      #expect(enter["namespace.types"] == ["net", "uts"])
      #expect(enter["namespace.entered"] == .absent)
      #expect(enter["result"] == 0)
      expectNow(enter, run)
    }
  }
}
