import Foundation
import Testing

extension LiveKernel {
  /// Whose events are recorded, and which.
  @Suite struct ScopeTests {
    @Test(.enabled(if: cgroup2Mount() != nil, "no cgroup v2 hierarchy is mounted"))
    func cgroup() throws {
      let mount = try #require(cgroup2Mount())
      let cgroup = "\(mount)/lookback-live-\(getpid())"
      try FileManager.default.createDirectory(
        atPath: cgroup + "/below", withIntermediateDirectories: true)
      defer {
        rmdir(cgroup + "/below")
        rmdir(cgroup)
      }
      let scratch = try Scratch()
      let sensor = try TestSensor(["--cgroup", cgroup], settleWith: ["in-cgroup", cgroup])
      for inside in [cgroup, cgroup + "/below"] {
        let file = try scratch.file("file")
        let run = try sensor.run("in-cgroup", inside, "unlink", file)
        // the exec was before it moved into the cgroup
        #expect(run.kinds == ["file.unlink", "process.exit"])
        #expect(run.events.first?["cgroup.id"] == (try FileFacts(inside)).inode)
      }
      let file = try scratch.file("file")
      let outside = try sensor.run("unlink", file)
      #expect(outside.events.isEmpty)
      try sensor.stop()
      #expect(!sensor.events.contains { $0.pid == outside.pid })
    }

    @Test(arguments: [
      ("process", ["process.exec", "process.exit"], "process.exit"),
      ("network", ["net.bind", "net.connect"], "net.connect"),
      ("file", ["file.open", "file.write", "file.close"], "file.open"),
    ])
    func families(_ list: String, _ kinds: [String], _ settleKind: String) throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor(
        ["--process-tree", "\(getpid())", "--events", list], settleKinds: [settleKind])
      let connect = try sensor.run("connect-udp", "127.0.0.1")
      let write = try sensor.run("write", "write", "3", "10", path)
      _ = try sensor.run("tty-writev")
      _ = try sensor.run("delete-module", "lookback_missing")
      let families = Set(sensor.events.map { String($0.kind.prefix { $0 != "." }) })
      let own = try #require(kinds.first?.prefix { $0 != "." })
      #expect(families.subtracting(["sensor"]) == [String(own)])
      // without process events a run is known by its pid alone
      let found = (connect.all + write.all).filter { [connect.pid, write.pid].contains($0.pid) }
      #expect(Set(found.map(\.kind)) == Set(kinds))
      try sensor.stop()
    }

    @Test func severalFamilies() throws {
      let sensor = try TestSensor(
        ["--process-tree", "\(getpid())", "--events", "process,network"],
        settleKinds: ["process.exit", "net.connect"])
      let run = try sensor.run("connect-udp", "127.0.0.1")
      run.expect("net.bind", "net.connect")
      _ = try sensor.run("delete-module", "lookback_missing")
      let families = Set(sensor.events.map { String($0.kind.prefix { $0 != "." }) })
      #expect(families == ["sensor", "process", "net"])
      try sensor.stop()
    }

    /// Its parents were ours and have exited: at the start it is no descendant any more.
    @Test func orphanFromBeforeIsOutside() throws {
      let scratch = try Scratch()
      let file = try scratch.file("file")
      let child = try ChildProcess(workload: ["as-orphan", "after-input", "unlink", file])
      child.wait()
      let sensor = try TestSensor()
      child.closeInput()
      while child.readLine() != nil {}  // it ends when the orphan does
      #expect(access(file, F_OK) != 0)
      try sensor.settle()
      try sensor.stop()
      #expect(!sensor.events.contains { $0.hasBytes(file) })
    }

    /// Only one of our children and what it starts; not ourselves, not our other children.
    @Test func treeOfAChild() throws {
      let child = try ChildProcess(workload: ["after-input", "fork", "3"])
      let sensor = try TestSensor(["--process-tree", "\(child.pid)"])
      let other = try ChildProcess(workload: ["fork", "4"])
      other.wait()
      child.closeInput()
      child.wait()
      _ = try sensor.events("process.exit") { $0.pid == child.pid }
      try sensor.stop()
      let fork = try #require(sensor.events.first { $0.kind == "process.fork" })
      let grandchild = try #require(fork["child.pid"].int)
      let found = sensor.events.filter { !$0.kind.hasPrefix("sensor.") }
      #expect(
        found.map(\.kind) == [
          "process.snapshot", "process.fork", "process.exit", "process.exit",
        ])
      #expect(found.map(\.pid) == [Int(child.pid), Int(child.pid), grandchild, Int(child.pid)])
    }

    /// Without any scope: processes that are no descendants of ours, and the kernel's own threads.
    @Test func everything() throws {
      let tag = "tag-\(UInt64.random(in: 0...UInt64.max))"
      let orphan = try ChildProcess(workload: ["as-orphan", "after-input", "nothing", tag])
      orphan.wait()
      let sensor = try TestSensor([])
      orphan.closeInput()
      while orphan.readLine() != nil {}
      let run = try sensor.run("exit", "6")
      #expect(run.kinds == ["process.exec", "process.exit"])
      let snapshots = sensor.events.filter { $0.kind == "process.snapshot" }
      let known = snapshots.filter { $0["process.argv"].list?.last == .text(tag) }
      #expect(known.count == 1)
      #expect(known.first?.isSet("process.kernel_thread") == false)
      #expect(
        sensor.events.contains { $0.kind == "process.exit" && $0.process == known.first?.process })
      // the parent of the kernel's threads, where this is the first pid namespace
      if let two = snapshots.first(where: { $0.pid == 2 && $0["process.comm"] == "kthreadd" }) {
        #expect(two.isSet("process.kernel_thread"))
        #expect(two["process.argv"].list ?? [] == [])
      }
      // others are busy on this host as well
      try sensor.stop(allowingLoss: true)
    }
  }
}
