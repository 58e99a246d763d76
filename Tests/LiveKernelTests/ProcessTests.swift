import Foundation
import Testing

extension LiveKernel {
  /// Fork, exit, and who a process is.
  @Suite(.sensor) struct ProcessTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    @Test(arguments: ["fork", "vfork"]) func child(_ call: String) throws {
      let run = try sensor.run(call, "7")
      let fork = try run.only("process.fork")
      #expect(fork["child.pid"] == run.truth["child"])
      #expect(fork["child.namespace_pid"] == run.truth["child"])
      #expect(fork["child.parent.pid"] == .number(run.pid))
      let child = try run.events(ofChild: run.truth["child"].int)
      #expect(child.map(\.kind) == ["process.exit"])
      let exit = try #require(child.first)
      #expect(exit["exit.code"] == 7)
      #expect(exit["process.pid"] == run.truth["child"])
      #expect(exit["process.start"] == fork["child.start"])
      #expect(exit["process.parent.id"] == .text(fork.process))
      #expect(exit["process.parent.pid"] == .number(run.pid))
    }

    @Test func siblingByClone() throws {
      let run = try sensor.run("clone-sibling")
      let sibling = try #require(run.truth["child"].int)
      var status: Int32 = 0
      #expect(waitpid(pid_t(sibling), &status, Int32(bitPattern: UInt32(__WALL))) == sibling)
      let fork = try run.only("process.fork")
      #expect(fork["child.pid"] == .number(sibling))
      #expect(fork["child.parent.pid"] == .number(getpid()))
      let exit = try #require(try run.events(ofChild: sibling).first)
      #expect(exit["process.parent.pid"] == .number(getpid()))
    }

    @Test func childInAPidNamespace() throws {
      let run = try sensor.run("fork-in-pid-namespace")
      let fork = try run.only("process.fork")
      #expect(fork["child.pid"] == run.truth["child"])
      #expect(fork["child.namespace_pid"] == 1)
      let exit = try #require(try run.events(ofChild: run.truth["child"].int).first)
      #expect(exit["namespace.pid"] == run.truth["namespace"])
      #expect(fork["namespace.pid"] != run.truth["namespace"])
    }

    @Test(arguments: [0, 1, 42, 255]) func exitCode(_ code: Int) throws {
      let run = try sensor.run("exit", "\(code)")
      #expect(run.kinds == ["process.exec", "process.exit"])
      let exit = try #require(run.events.last)
      #expect(exit["exit.code"] == .number(code))
      #expect(exit["exit.signal"] == .absent)
      #expect(exit["exit.signal_name"] == .absent)
      #expect(!exit.isSet("exit.core_dumped"))
    }

    @Test(arguments: [(SIGKILL, "SIGKILL"), (SIGSEGV, "SIGSEGV"), (SIGTERM, "SIGTERM")])
    func exitBySignal(_ signal: Int32, _ name: String) throws {
      let run = try sensor.run("signal", "\(signal)")
      #expect(run.kinds == ["process.exec", "process.exit"])
      let exit = try #require(run.events.last)
      #expect(exit["exit.code"] == .absent)
      #expect(exit["exit.signal"] == .number(signal))
      #expect(exit["exit.signal_name"] == .text(name))
      #expect(exit.isSet("exit.core_dumped") == (run.status & 0x80 != 0))
    }

    @Test func leaderThreadExitsFirst() throws {
      let run = try sensor.run("leader-exits-first", "5")
      #expect(LiveKernelTests.exitCode(run.status) == 5)
      #expect(run.kinds == ["process.exec", "process.exit"])
      let exit = try #require(run.events.last)
      #expect(exit["exit.code"] == 5)
      #expect(exit["process.pid"] == .number(run.pid))
    }

    @Test func killedWithItsThreads() throws {
      let run = try sensor.run("threads-killed")
      #expect(run.kinds == ["process.exec", "process.exit"])
      #expect(run.events.last?["exit.signal"] == 9)
    }

    @Test func childOfAThread() throws {
      let run = try sensor.run("fork-from-thread")
      let fork = try run.only("process.fork")
      #expect(fork["process.tid"] == run.truth["thread"])
      #expect(fork["process.pid"] == .number(run.pid))
      #expect(fork["child.parent.pid"] == .number(run.pid))
      let exit = try #require(try run.events(ofChild: run.truth["child"].int).first)
      #expect(exit["process.parent.id"] == .text(fork.process))
    }

    @Test func threadsAreNoProcesses() throws {
      let run = try sensor.run("threads", "20")
      #expect(run.kinds == ["process.exec", "process.exit"])
    }

    @Test func realAndEffectiveIds() throws {
      let run = try sensor.run("ids", "1", "2", "3", "4")
      let exit = try #require(run.events.last)
      #expect(exit["user.id"] == 1)
      #expect(exit["user.effective.id"] == 2)
      #expect(exit["user.gid"] == 3)
      #expect(exit["user.effective.gid"] == 4)
    }

    @Test func login() throws {
      let run = try sensor.run("login", "1234")
      #expect(run.kinds == ["process.exec", "process.exit"])
      let exit = try #require(run.events.last)
      #expect(exit["user.login.id"] == 1234)
      #expect(exit["user.session"] == run.truth["session"])
      let before = try #require(run.events.first)
      #expect(before["user.login.id"] == (try ownLogin("loginuid")))
      #expect(before["user.session"] == (try ownLogin("sessionid")))
    }

    private func ownLogin(_ name: String) throws -> Value {
      let text = try String(contentsOfFile: "/proc/self/\(name)", encoding: .utf8)
      let id = try #require(UInt32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      return id == UInt32.max ? .absent : .number(id)
    }

    /// What every event says of its moment and of the process that acts.
    @Test func header() throws {
      let before = Date().timeIntervalSince1970
      let run = try sensor.run("nothing")
      let after = Date().timeIntervalSince1970
      #expect(run.kinds == ["process.exec", "process.exit"])
      let own = try #require(
        sensor.events.first { $0.kind == "process.snapshot" && $0.pid == getpid() })
      let cgroup = try ownCgroup("0::")
      for event in run.events {
        for name in ["time", "process.start"] {
          let seconds = Double(try #require(event.nanoseconds(name))) / 1e9
          // the start is rounded nowhere; the two clocks are read one after the other
          #expect(seconds > before - 0.1 && seconds < after + 0.1, "\(name)")
        }
        #expect(try #require(event["cpu"].int) < sysconf(Int32(_SC_NPROCESSORS_CONF)))
        #expect(event["host.id"].text?.isEmpty == false)
        #expect(event["process.pid"] == .number(run.pid))
        #expect(event["process.tid"] == .number(run.pid))
        #expect(event["process.comm"] == "lookback-worklo")
        #expect(event["process.parent.pid"] == .number(getpid()))
        #expect(event["process.parent.id"] == .text(own.process))
        #expect(event["user.id"] == .number(getuid()))
        #expect(event["user.gid"] == .number(getgid()))
        #expect(event["user.effective.id"] == .number(geteuid()))
        #expect(event["user.effective.gid"] == .number(getegid()))
        #expect(event["namespace.pid"] == (try FileFacts("/proc/self/ns/pid")).inode)
        #expect(event["namespace.mount"] == (try FileFacts("/proc/self/ns/mnt")).inode)
        if let cgroup, let mount = cgroup2Mount() {
          #expect(event["cgroup.id"] == (try FileFacts(mount + cgroup)).inode)
        }
      }
      // What an image has besides: of the v2 hierarchy, or where nobody is in that, of the pids controller.
      let path = cgroup == "/" ? try ownCgroup(":pids:") ?? cgroup : cgroup
      // A process that no one gave a session is in the kernel's own, 0, which is none.
      let session = getsid(0)
      for image in [run.events[0], own] {
        #expect(image["process.session"] == (session == 0 ? .absent : .number(session)))
        #expect(image["process.group"] == .number(getpgrp()))
        #expect(image["cgroup.path"].text == path)
      }
      let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      let id = run.events[0].process.split(separator: "-")
      #expect(id.count == 3)
      #expect(String(id[0]) == String(boot.prefix(8)))
      #expect(String(id[1]) == "\(run.pid)")
      #expect(Int(id[2], radix: 16) != nil && id[2] == id[2].lowercased())
    }

    /// The control group in one hierarchy, by a part of its line.
    private func ownCgroup(_ hierarchy: String) throws -> String? {
      let lines = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)
        .split(separator: "\n")
      guard let line = lines.first(where: { $0.contains(hierarchy) }),
        let found = line.range(of: hierarchy)
      else { return nil }
      return String(line[found.upperBound...])
    }

    /// Its first parent gone, it is still of the tree.
    @Test func orphanStaysInScope() throws {
      let scratch = try Scratch()
      let file = try scratch.file("file")
      let run = try sensor.run("as-orphan", "unlink", file)
      let unlink = try #require(
        run.all.first { $0.kind == "file.unlink" && $0["file.path"] == .text(file) })
      #expect(unlink["process.parent.pid"] != .number(getpid()))
    }
  }
}

/// Where the cgroup v2 hierarchy is mounted.
func cgroup2Mount() -> String? {
  let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
  for mount in mounts.split(separator: "\n") {
    let fields = mount.split(separator: " ")
    if fields.count > 2, fields[2] == "cgroup2" { return String(fields[1]) }
  }
  return nil
}
