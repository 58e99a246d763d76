import Events
import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// Disks that are full, below a spool and below a file.
  @Suite struct SinkDiskTests {
    /// A disk, or a limit, that is too small for what has to wait.
    enum Shortage: CaseIterable {
      case diskDropsOldest, diskDropsNewest, limit

      var keys: String {
        switch self {
        case .diskDropsOldest: "spool=64M&policy=drop-oldest"
        case .diskDropsNewest: "spool=64M&policy=drop-newest"
        case .limit: "spool=2M&policy=drop-oldest"
        }
      }

      var reason: String { self == .limit ? "spool_full" : "spool_failed" }
    }

    @Test(
      "A spool without room while nobody receives: what is lost is told by reason, others than what is kept; the sum is right",
      .hasReceivers, .receiversSkipsCounted, arguments: Shortage.allCases)
    func spool(_ shortage: Shortage) throws {
      let stage = try SinkStage()
      let disk = try SmallDisk(kibibytes: 4096)
      stage.spool = disk.path
      let syslog = try SecureSyslog(in: stage.folder)
      let sensor = try stage.sensor(sinks: [syslog.sink(shortage.keys)])
      var opens = try stage.storm(seconds: 1)
      let end = Date(deadline: 60)
      while try stage.status(of: "peer")["dropped"].list?.contains(where: {
        $0["reason"] == .text(shortage.reason)
      }) != true {
        guard Date() < end else { throw HarnessError("nothing is lost: \(try stage.status())") }
        opens += try stage.storm(seconds: 0.3)
      }
      let receiver = try syslog.rsyslog()
      // Ask it now, and not after the pause that it has come to.
      sensor.signal(SIGHUP)
      _ = try sensor.events("sensor.sink_state", deadline: 60) { $0["sink.state"] == "back" }
      opens += try stage.storm(seconds: 0.3)
      try stage.waitUntilDelivered("peer")
      try stage.waitUntilTold("peer", by: sensor)
      try stage.waitUntilDelivered("peer")
      #expect(try stage.status(of: "peer")["failure"] == .absent)
      try sensor.stop()
      try syslog.waitForEnd(of: sensor)
      receiver.end()

      let receipt = try SinkReceipt(file: syslog.messages.path)
      #expect(receipt.damaged == [])
      let account = try SinkAccount(sensor, "peer", receipt)
      account.expectSum()
      #expect(account.lost(.kept, account.told) == 0)
      let reasons = Set(account.told.map(\.reason))
      #expect(reasons.contains(shortage.reason))
      // A busy machine may let the sink's own thread come too late.
      #expect(reasons.isSubset(of: [shortage.reason, "queue_full"]))
      sensor.expectStorm(opens, of: stage.file)
    }

    @Test(
      "A file on a full disk is waited for, with whole lines only, told once; the others go on",
      arguments: ["block", "drop-newest"])
    func file(_ policy: String) throws {
      let stage = try SinkStage()
      let disk = try SmallDisk(kibibytes: 1024)
      let path = "\(disk.path)/events.json"
      let sensor = try stage.sensor(
        sinks: ["file:\(path)?name=disk&rotate=no&policy=\(policy)"])
      var opens = try stage.storm(seconds: 0.1)
      let message = "\(path): No space left on device; waiting for room"
      let end = Date(deadline: 60)
      while !sensor.said.contains(message) {
        guard Date() < end else { throw HarnessError("it has room still: \(sensor.said)") }
        opens += try stage.storm(seconds: 0.1)
      }
      let full = try SinkReceipt(file: path)
      #expect(full.damaged == [])
      #expect(full.rest.isEmpty)
      // Standard output goes on, even if the file's memory is full, where nobody waits for that.
      var found = sensor.events.count
      if policy == "drop-newest" { opens += try stage.storm(seconds: 1) }
      let program = try stage.run("storm-exec", "1")
      _ = try sensor.events("process.exit", from: found) { $0.pid == program["pid"].int }
      found = sensor.events.count
      #expect(try SinkReceipt(file: path).rest.isEmpty)
      try disk.resize(kibibytes: 65_536)
      try stage.waitUntilDelivered("disk")
      try stage.waitUntilTold("disk", by: sensor)
      try stage.waitUntilDelivered("disk")
      try sensor.stop()

      let receipt = try SinkReceipt(file: path)
      #expect(receipt.damaged == [])
      #expect(receipt.repeats == 0)
      #expect(receipt.rest.isEmpty)
      let account = try SinkAccount(sensor, "disk", receipt)
      if policy == "block" {
        account.expectAll()
      } else {
        account.expectSum()
        #expect(Set(account.told.map(\.reason)) == ["queue_full"])
        #expect(account.lost(.kept, account.told) == 0)
      }
      sensor.expectStorm(opens, of: stage.file)
      #expect(sensor.said.ranges(of: message).count == 1)
    }

    @Test("A file on a disk that is full until the end: what is not in it is told in the end")
    func fullUntilTheEnd() throws {
      let stage = try SinkStage()
      let disk = try SmallDisk(kibibytes: 256)
      let path = "\(disk.path)/events.json"
      let sensor = try stage.sensor(sinks: ["file:\(path)?name=disk&rotate=no"])
      let opens = try stage.storm(seconds: 0.1)
      try sensor.waitUntilItSays("waiting for room", deadline: 10)
      try sensor.stop()
      let receipt = try SinkReceipt(file: path)
      #expect(receipt.damaged == [])
      #expect(receipt.rest.isEmpty)
      let account = try SinkAccount(sensor, "disk", receipt)
      account.expectSum(atTheEnd: true)
      let lost = account.said.reduce(0) { $0 + $1.count }
      #expect(lost > 0)
      #expect(sensor.said.contains("\(lost) lost: not_written \(lost)"), "\(sensor.said)")
      sensor.expectStorm(opens, of: stage.file)
    }
  }
}
