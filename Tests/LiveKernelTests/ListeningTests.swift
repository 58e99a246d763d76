import Foundation
import Testing

extension LiveKernel {
  /// Sockets at the receiving end, the end of connections, and sockets for whole packets.
  @Suite(.sensor) struct ListeningTests {
    let sensor: TestSensor
    let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    private func expectResult(
      _ event: Event, _ result: Value, _ error: Value,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(event["result"] == result, sourceLocation: sourceLocation)
      #expect(event["error"] == error, sourceLocation: sourceLocation)
    }

    @Test(arguments: ["accept", "accept4"], [("ipv4", "127.0.0.1"), ("ipv6", "::1")])
    func accept(_ call: String, _ at: (family: String, address: String)) throws {
      let run = try sensor.run("accept", call, at.address)
      run.expect(
        "net.bind", "net.listen", "net.connect", "net.accept", "net.close", "net.close")
      let accept = try #require(run.events("net.accept").first)
      expectSocket(accept, .text(at.family), "stream", "tcp", run)
      expectResult(accept, 0, .absent)
      #expect(accept["net.descriptor"] == run.truth["descriptor"])
      #expect(accept["local.address"] == .text(at.address))
      #expect(accept["local.port"] == run.truth["local_port"])
      #expect(accept["remote.address"] == .text(at.address))
      #expect(accept["remote.port"] == run.truth["remote_port"])
      #expect(accept["from_caller"] == .absent)

      let listen = try #require(run.events("net.listen").first)
      expectSocket(listen, .text(at.family), "stream", "tcp", run)
      expectResult(listen, 0, .absent)
      #expect(listen["net.descriptor"] == run.truth["listener"])
      #expect(listen["net.backlog"] == run.truth["backlog"])
      #expect(listen["local.address"] == .text(at.address))
      #expect(listen["local.port"] == run.truth["local_port"])
      #expect(listen["remote"] == .absent)
    }

    @Test func acceptOfUnixSockets() throws {
      let path = scratch("socket")
      let run = try sensor.run("accept-unix", path)
      run.expect("net.bind", "net.listen", "net.connect", "net.accept")
      let accept = try #require(run.events("net.accept").first)
      #expect(accept["net.family"] == "unix")
      #expect(accept["net.descriptor"] == run.truth["descriptor"])
      #expect(accept["local.path"] == .text(path))
      #expect(accept["remote"] == .absent)
      #expect(run.events("net.bind").first?["local.path"] == .text(path))
      #expect(run.events("net.listen").first?["local.path"] == .text(path))
      #expect(run.events("net.listen").first?["net.backlog"] == 3)
    }

    @Test func nobodyToAcceptIsNoEvent() throws {
      let run = try sensor.run("accept-nobody")
      #expect(run.truth["result"] == -11)
      run.expect("net.bind", "net.listen")
    }

    @Test func acceptFails() throws {
      let run = try sensor.run("accept-fails")
      run.expect("net.bind", "net.accept")
      let accept = try #require(run.events("net.accept").first)
      expectResult(accept, run.truth["result"], "EINVAL")
      #expect(accept["local.address"] == "127.0.0.1")
      #expect(accept["local.port"] == run.truth["local_port"])
      #expect(accept["remote"] == .absent)
      #expect(accept["net.descriptor"] == .absent)
    }

    @Test(arguments: [
      ("stream", "tcp", "ipv4", "127.0.0.1"), ("dgram", "udp", "ipv6", "::1"),
      ("stream", "tcp", "ipv4", "0.0.0.0"),
    ])
    func bind(_ type: String, _ name: String, _ family: String, _ address: String) throws {
      let run = try sensor.run("in-new-loopback", "bind", type, address, "0")
      let bind = try run.only("net.bind")
      expectSocket(bind, .text(family), .text(type), .text(name), run)
      expectResult(bind, 0, .absent)
      #expect(bind["net.descriptor"] == run.truth["descriptor"])
      #expect(bind["local.address"] == .text(address))
      #expect(bind["local.port"] == run.truth["local_port"])
      #expect(bind["remote"] == .absent)
      #expect(bind["from_caller"] == .absent)
    }

    /// The socket keeps nothing of what was refused: the address is the caller's word.
    @Test func bindFails() throws {
      let run = try sensor.run("in-new-loopback", "bind", "stream", "192.0.2.1", "4711")
      let bind = try run.only("net.bind")
      expectResult(bind, run.truth["result"], "EADDRNOTAVAIL")
      #expect(bind["local.address"] == "192.0.2.1")
      #expect(bind["local.port"] == 4711)
      #expect(bind["from_caller"] == ["local.address", "local.port"])
    }

    @Test func bindUnixName() throws {
      let name = "@lookback-live-\(getpid())"
      let bind = try sensor.run("bind-unix", name).only("net.bind")
      expectResult(bind, 0, .absent)
      #expect(bind["local.path"] == .text(name))
      #expect(bind["from_caller"] == .absent)
    }

    @Test func bindUnixPathFails() throws {
      let path = scratch("missing/socket")
      let bind = try sensor.run("bind-unix", path).only("net.bind")
      expectResult(bind, -2, "ENOENT")
      #expect(bind["local.path"] == .text(path))
      #expect(bind["from_caller"] == ["local.path"])
    }

    @Test func netlinkIsLeftOut() throws {
      try sensor.run("bind-netlink").expect()
    }

    @Test func listenFails() throws {
      let run = try sensor.run("listen-fails")
      run.expect(
        "net.bind", "net.listen", "net.connect", "net.listen", "net.close")
      let listen = try #require(run.events("net.listen").last)
      expectResult(listen, run.truth["result"], "EINVAL")
      #expect(listen["net.descriptor"] == run.truth["descriptor"])
      #expect(listen["net.backlog"] == 5)
    }

    /// Bytes as the programs counted them; whoever closes last, it is told of who connected.
    @Test(
      arguments: ["client-first", "server-first"], [(0, 0), (1, 0), (100_000, 77), (5, 60_000)])
    func end(_ order: String, _ bytes: (sent: Int, received: Int)) throws {
      let run = try sensor.run("exchange", order, "\(bytes.sent)", "\(bytes.received)")
      let closes = run.events("net.close")
      #expect(closes.count == 2)
      let client = try #require(closes.first { $0["net.origin"] == "connect" })
      #expect(client["net.family"] == "ipv4")
      #expect(client["net.type"] == "stream")
      #expect(client["net.protocol"] == "tcp")
      #expect(client["local.address"] == "127.0.0.1")
      #expect(client["local.port"] == run.truth["client_port"])
      #expect(client["remote.address"] == "127.0.0.1")
      #expect(client["remote.port"] == run.truth["server_port"])
      #expect(client["net.sent"] == .number(bytes.sent))
      #expect(client["net.received"] == .number(bytes.received))
      #expect(client["net.state"] == (order == "client-first" ? "fin_wait2" : "last_ack"))
      expectResult(client, 0, .absent)

      let server = try #require(closes.first { $0["net.origin"] == "accept" })
      #expect(server["local.port"] == run.truth["server_port"])
      #expect(server["remote.port"] == run.truth["client_port"])
      #expect(server["net.sent"] == .number(bytes.received))
      #expect(server["net.received"] == .number(bytes.sent))
      #expect(server["net.state"] == (order == "server-first" ? "fin_wait2" : "last_ack"))
      expectResult(server, 0, .absent)

      for close in closes {
        let start = try #require(close.nanoseconds("net.start"))
        let end = try #require(close.nanoseconds("time"))
        #expect(close["net.duration"] == .number(end - start))
        let begin = try #require(
          run.events(close["net.origin"] == "connect" ? "net.connect" : "net.accept").first)
        let told = try #require(begin.nanoseconds("time"))
        #expect(start <= told && told - start < 1_000_000_000)
      }
    }

    @Test func resetEndsBoth() throws {
      let run = try sensor.run("reset")
      let closes = run.events("net.close")
      #expect(closes.count == 2)
      let client = try #require(closes.first { $0["net.origin"] == "connect" })
      #expect(client["local.port"] == run.truth["client_port"])
      let server = try #require(closes.first { $0["net.origin"] == "accept" })
      expectResult(server, run.truth["result"], "ECONNRESET")
      #expect(server["net.state"] == "established")
    }

    /// A connect that does not wait says nothing of what came of it: the end does.
    @Test func refusedWhileNobodyWaits() throws {
      let run = try sensor.run("refused-later")
      run.expect("net.bind", "net.connect", "net.close")
      #expect(run.events("net.connect").first?["error"] == "EINPROGRESS")
      let close = try #require(run.events("net.close").first)
      expectResult(close, run.truth["outcome"], "ECONNREFUSED")
      #expect(close["net.state"] == "syn_sent")
      #expect(close["net.origin"] == "connect")
      #expect(close["remote.address"] == "127.0.0.1")
      #expect(close["remote.port"] == run.truth["remote_port"])
      #expect(close["net.sent"] == .absent)
      #expect(close["net.received"] == .absent)
    }

    /// One that waited has told it by its result.
    @Test func refusedConnectHasNoEnd() throws {
      try sensor.run("connect-refused", "127.0.0.1").expect("net.bind", "net.connect")
    }

    /// ETH_P_ALL in the network's order, as it is given to socket(2).
    @Test(arguments: [
      ("17", "3", "768", "packet", "raw", "768"), ("17", "2", "768", "packet", "dgram", "768"),
      ("2", "3", "1", "ipv4", "raw", "icmp"), ("10", "3", "255", "ipv6", "raw", "raw"),
    ])
    func raw(
      _ family: String, _ type: String, _ number: String, _ familyName: String, _ typeName: String,
      _ protocolName: String
    ) throws {
      let run = try sensor.run("raw-socket", family, type, number)
      let raw = try run.only("net.raw")
      expectSocket(raw, .text(familyName), .text(typeName), .text(protocolName), run)
      expectResult(raw, 0, .absent)
      #expect(raw["net.descriptor"] == run.truth["descriptor"])
    }

    @Test func rawNotAllowed() throws {
      let run = try sensor.run("as", "65534", "65534", "raw-socket", "2", "3", "6")
      let raw = try run.only("net.raw")
      expectSocket(raw, "ipv4", "raw", "tcp", run)
      expectResult(raw, run.truth["result"], "EPERM")
      #expect(raw["net.descriptor"] == .absent)
    }

    @Test func otherSocketsAreNoEvents() throws {
      try sensor.run("raw-socket", "2", "2", "17").expect()
    }
  }
}
