import Foundation
import Testing

extension LiveKernel {
  /// What was running already when the sensor started.
  @Suite struct SnapshotTests {
    @Test func runningProcess() throws {
      let scratch = try Scratch()
      let directory = try scratch.directory("some where")
      let words: [[UInt8]] = [
        Array("lookback-workload".utf8), Array("in".utf8), Array(directory.utf8),
        Array("linger".utf8), [0xff], [], Array("a b".utf8),
      ]
      let child = try ChildProcess(Live.workload, words)
      _ = child.readLine()  // it runs
      let sensor = try TestSensor()
      try sensor.settle()
      let snapshots = sensor.events.filter { $0.kind == "process.snapshot" && $0.pid == child.pid }
      #expect(snapshots.count == 1)
      let snapshot = try #require(snapshots.first)
      let facts = try FileFacts(Live.workload)
      #expect(snapshot["process.argv"].list?.map(\.bytes) == words)
      #expect(snapshot["process.cwd"] == .text(directory))
      #expect(snapshot["process.exe"] == .text(Live.workload))
      #expect(snapshot["exe.inode"] == facts.inode)
      #expect(snapshot["exe.device"] == facts.device)
      #expect(snapshot["exe.mode"] == facts.mode)
      #expect(snapshot["process.comm"] == "lookback-worklo")
      #expect(snapshot["process.parent.pid"] == .number(getpid()))
      #expect(snapshot["result"] == .absent)
      #expect(!snapshot.isSet("process.kernel_thread"))

      let own = sensor.events.filter { $0.kind == "process.snapshot" && $0.pid == getpid() }
      #expect(own.count == 1)
      #expect(own.first?["process.argv"] == .texts(CommandLine.arguments))
      #expect(snapshot["process.parent.id"] == .text(own.first?.process ?? ""))

      child.closeInput()
      child.wait()
      let exit = try #require(try sensor.events("process.exit") { $0.pid == child.pid }.first)
      #expect(exit.process == snapshot.process)
      #expect(!sensor.events.contains { $0["child.id"] == .text(snapshot.process) })
      try sensor.stop()
    }

    /// Its image has been replaced on disk meanwhile, as by an upgrade.
    @Test func runningProcessOfADeletedFile() throws {
      let scratch = try Scratch()
      let copy = scratch("copy")
      try FileManager.default.copyItem(atPath: Live.workload, toPath: copy)
      let child = try ChildProcess(copy, ["copy", "linger"].map { Array($0.utf8) })
      _ = child.readLine()
      let facts = try FileFacts(copy)
      unlink(copy)
      let sensor = try TestSensor()
      try sensor.settle()
      let snapshot = try #require(
        sensor.events.first { $0.kind == "process.snapshot" && $0.pid == child.pid })
      #expect(snapshot.isSet("exe.deleted"))
      #expect(snapshot["process.exe"] == .text(copy))
      #expect(snapshot["exe.inode"] == facts.inode)
      try sensor.stop()
    }

    /// While processes come and go, each is known in exactly one way.
    @Test(arguments: 1...3) func forkStorm(_ round: Int) throws {
      let storm = try ChildProcess(workload: ["storm-fork"])
      _ = storm.readLine()
      let sensor = try TestSensor()
      _ = try sensor.events("process.fork", count: 300, deadline: 20)
      storm.closeInput()
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      try sensor.settle(deadline: 20)
      try sensor.stop()

      let snapshots = sensor.events.filter { $0.kind == "process.snapshot" }.map(\.process)
      let forked = sensor.events.filter { $0.kind == "process.fork" }.compactMap {
        $0["child.id"].text
      }
      let bySnapshot = Set(snapshots)
      let byFork = Set(forked)
      #expect(snapshots.count == bySnapshot.count)
      #expect(forked.count == byFork.count)
      #expect(bySnapshot.intersection(byFork) == [])
      let strangers = sensor.events.filter {
        !$0.kind.hasPrefix("sensor.") && !bySnapshot.contains($0.process)
          && !byFork.contains($0.process)
      }
      #expect(strangers.map(\.testDescription) == [])
      // all have ended, but this process
      let ended = Set(sensor.events.filter { $0.kind == "process.exit" }.map(\.process))
      #expect(byFork.subtracting(ended) == [])
    }
  }
}
