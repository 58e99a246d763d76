import Foundation
import Testing

extension LiveKernel {
  /// Questions to name servers and their answers, by every call that moves them.
  @Suite(.sensor) struct DNSTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    private func expectEnds(
      _ event: Event, _ family: String, _ address: String, _ run: Run,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(event["net.family"] == .text(family), sourceLocation: sourceLocation)
      #expect(event["net.type"] == "dgram", sourceLocation: sourceLocation)
      #expect(event["net.protocol"] == "udp", sourceLocation: sourceLocation)
      #expect(
        event["net.namespace"] == run.truth["network_namespace"], sourceLocation: sourceLocation)
      #expect(event["local.port"] == run.truth["local_port"], sourceLocation: sourceLocation)
      #expect(event["remote.address"] == .text(address), sourceLocation: sourceLocation)
      #expect(event["remote.port"] == 53, sourceLocation: sourceLocation)
    }

    private func resolve(_ way: String, _ family: String, _ address: String) throws {
      let run = try sensor.run("in-new-loopback", "resolve", way, address)
      let isConnected = !way.hasPrefix("to-")
      // The server's own answer goes to a client: a message without a connection.
      let begin = isConnected ? "net.connect" : "net.send"
      run.expect("net.bind", begin, "dns.question", "net.send", "dns.answer")

      let question = try #require(run.events("dns.question").first)
      expectEnds(question, family, address, run)
      #expect(question["dns.id"] == 0x1234)
      #expect(question["dns.name"] == "www.lookback.test")
      #expect(question["dns.type"] == "A")
      #expect(question["dns.message_length"] == .absent)
      #expect(
        question["from_caller"]
          == (isConnected ? ["dns"] : ["remote.address", "remote.port", "dns"]))

      let answer = try #require(run.events("dns.answer").first)
      expectEnds(answer, family, address, run)
      #expect(answer["dns.id"] == 0x1234)
      #expect(answer["dns.name"] == "www.lookback.test")
      #expect(answer["dns.type"] == "A")
      #expect(answer["dns.response_code"] == "NOERROR")
      #expect(answer["dns.answers"] == 2)
      #expect(answer["dns.aliases"] == ["cdn.lookback.test"])
      #expect(answer["dns.addresses"] == ["127.0.0.7"])
      #expect(answer["dns.ttl"] == 60)
      #expect(
        answer["from_caller"]
          == (isConnected ? ["dns"] : ["remote.address", "remote.port", "dns"]))
    }

    @Test(arguments: [
      "write", "writev", "send", "sendmsg", "sendmmsg", "to-sendto", "to-sendmsg",
    ])
    func resolve(_ way: String) throws {
      try resolve(way, "ipv4", "127.0.0.1")
    }

    @Test(arguments: ["send", "to-sendto", "to-sendmsg"])
    func resolveThroughIPv6(_ way: String) throws {
      try resolve(way, "ipv6", "::1")
    }

    @Test func connectionsHaveTheNameAskedFor() throws {
      let run = try sensor.run("in-new-loopback", "resolve-connect")
      let connects = run.events("net.connect")
      #expect(
        connects.map { $0["remote.address"] } == ["127.0.0.1", "::ffff:127.0.0.7"])
      #expect(connects.map { $0["remote.name"] } == [.absent, "www.lookback.test"])
      // Of another network, perhaps of the same number, where nobody asked.
      let other = try sensor.run("in-new-loopback", "connect-plain", "127.0.0.7", "80")
      #expect(try other.only("net.connect")["remote.name"] == .absent)
    }

    @Test func otherPortsAreNoServers() throws {
      try sensor.run("no-server").expect("net.bind", "net.connect")
    }
  }
}
