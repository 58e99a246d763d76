import Events
import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// Receivers that are away for a while, and come back while the sensor records.
  @Suite(.hasReceivers, .receiversSkipsCounted) struct SinkOutageTests {
    @Test("rsyslog that is ended and started again gets everything, and all are told")
    func restarted() throws {
      let stage = try SinkStage()
      let syslog = try SecureSyslog(in: stage.folder)
      let first = try syslog.rsyslog()
      let sensor = try stage.sensor(sinks: [syslog.sink("memory=8M&spool=64M")])
      var opens = try stage.storm(seconds: 0.3)
      // What its kernel has and it has not read would be lost with it: that is no fault of the sensor.
      try stage.waitUntilDelivered("peer")
      try syslog.waitForMessages(try #require(try stage.status(of: "peer")["lines"].int))
      first.end()
      opens += try stage.storm(seconds: 1)
      #expect(try stage.status(of: "peer")["state"] == "lost")
      let second = try syslog.rsyslog()
      opens += try stage.storm(seconds: 0.3)
      try stage.waitUntilDelivered("peer")
      #expect(try stage.status(of: "peer")["state"] == "up")
      try sensor.stop()
      try syslog.waitForEnd(of: sensor)
      second.end()

      let receipt = try SinkReceipt(file: syslog.messages.path)
      #expect(receipt.damaged == [])
      try SinkAccount(sensor, "peer", receipt).expectAll()
      sensor.expectStorm(opens, of: stage.file)
      let turns = sensor.events.filter { $0.kind == "sensor.sink_state" }
      #expect(turns.map { $0["sink.state"] } == ["lost", "back"])
      #expect(sensor.said.contains("peer: takes events again"))
    }

    @Test("syslog-ng that stands still for a while gets everything, once")
    func stopped() throws {
      let stage = try SinkStage()
      let syslog = try SecureSyslog(in: stage.folder)
      let receiver = try syslog.syslogNG()
      let sensor = try stage.sensor(sinks: [syslog.sink("memory=8M&spool=64M")])
      var opens = try stage.storm(seconds: 0.3)
      receiver.stop()
      opens += try stage.storm(seconds: 1)
      receiver.goOn()
      try stage.waitUntilDelivered("peer")
      try sensor.stop()
      try syslog.waitForEnd(of: sensor)
      receiver.end()

      let receipt = try SinkReceipt(file: syslog.messages.path)
      #expect(receipt.damaged == [])
      #expect(receipt.repeats == 0)
      try SinkAccount(sensor, "peer", receipt).expectAll()
      sensor.expectStorm(opens, of: stage.file)
    }

    @Test(
      "Without a spool what finds no room in memory is told, to the unit, and what is kept is not lost"
    )
    func withoutSpool() throws {
      let stage = try SinkStage()
      let path = stage.scratch("socket")
      let sensor = try stage.sensor(sinks: ["unix:\(path)?name=peer&spool=no"])
      let opens = try stage.storm(seconds: 1)
      let receiver = try Receiver(
        "socat", ["-u", "UNIX-LISTEN:\(path)", "OPEN:\(stage.scratch("out")),creat"],
        in: stage.folder)
      try stage.waitUntilDelivered("peer")
      try stage.waitUntilTold("peer", by: sensor)
      try stage.waitUntilDelivered("peer")
      try sensor.stop()
      #expect(receiver.waitForEnd())

      let receipt = try SinkReceipt(file: stage.scratch("out"))
      #expect(receipt.damaged == [])
      let account = try SinkAccount(sensor, "peer", receipt)
      account.expectSum()
      #expect(account.lost(.other, account.told) > 0, "the storm was to be larger than the memory")
      #expect(account.lost(.kept, account.told) == 0)
      #expect(Set(account.told.map(\.reason)) == ["queue_full"])
      sensor.expectStorm(opens, of: stage.file)
      let all = account.lost(.other, account.said)
      #expect(sensor.said.contains("\(all) lost: queue_full \(all)"), "\(sensor.said)")
    }
  }
}
