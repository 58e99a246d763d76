import Foundation
import TestSupport
import Testing

extension LiveKernel {
  /// Connections that break in the middle of a line.
  @Suite struct SinkResetTests {
    @Test("After resets in the middle of lines everything comes, in whole lines, at least once")
    func resets() throws {
      let stage = try SinkStage()
      // One in the first batch, one in a later one, one at once.
      let server = try StreamServer(resets: [10_007, 300_011, 1])
      let sensor = try stage.sensor(
        sinks: ["tcp:127.0.0.1:\(server.port)?name=peer&memory=8M&spool=64M"])
      var opens = try stage.storm(seconds: 0.3)
      let end = Date(deadline: 60)
      while server.received.count < 4 {
        guard Date() < end else { throw HarnessError("\(server.received.count) connections") }
        opens += try stage.storm(seconds: 0.2)
      }
      try stage.waitUntilDelivered("peer")
      try sensor.stop()

      var receipt = SinkReceipt(Data())
      let connections = server.received
      for connection in connections.dropLast() {
        receipt.add(connection)
        // It broke there, and only there.
        #expect(!receipt.rest.isEmpty)
      }
      receipt.add(try #require(connections.last))
      #expect(receipt.rest.isEmpty)
      #expect(receipt.damaged == [])
      #expect(receipt.repeats > 0)
      try SinkAccount(sensor, "peer", receipt).expectAll()
      sensor.expectStorm(opens, of: stage.file)
    }
  }
}
