import Foundation
import Testing

extension LiveKernel {
  /// Connections tried or made, and messages sent without one.
  @Suite(.sensor { try TestSensor(recording: "net.connect,net.send") }) struct NetworkTests {
    let sensor: TestSensor
    let scratch: Scratch

    init() throws {
      sensor = try TestSensor.ofSuite()
      scratch = try Scratch()
    }

    /// Its result and error as the workload saw them.
    private func expectResult(
      _ event: Event, _ run: Run, _ error: Value, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(event["result"] == run.truth["result"], sourceLocation: sourceLocation)
      #expect(event["error"] == error, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
      ("ipv4", "127.0.0.1", "127.0.0.1"), ("ipv6", "::1", "::1"),
      ("ipv6", "127.0.0.1", "::ffff:127.0.0.1"),
    ])
    func connectTCP(_ family: String, _ listener: String, _ remote: String) throws {
      let run = try sensor.run("connect-tcp", listener, remote)
      let connect = try run.only("net.connect")
      expectSocket(connect, .text(family), "stream", "tcp", run)
      expectResult(connect, run, .absent)
      #expect(connect["remote.address"] == .text(remote))
      #expect(connect["remote.port"] == run.truth["remote_port"])
      #expect(connect["local.address"] == .text(remote))
      #expect(connect["local.port"] == run.truth["local_port"])
      #expect(connect["from_caller"] == .absent)
      #expect(connect["net.bytes"] == .absent)
    }

    /// Seen where the hook is connect's own function, and nowhere else: docs/kernels.md.
    @Test(arguments: ["32-bit", "io_uring"])
    func connectByAnotherWay(_ way: String) throws {
      let run = try sensor.run("connect-refused", "127.0.0.1", way)
      guard try sensor.rung(of: "net_connect") == "fentry" else {
        #expect(run.events("net.connect").isEmpty)
        return
      }
      // io_uring tries without waiting; then it connects again, or only asks what became of it.
      let tries = run.events("net.connect")
      // Its exec and exit, and the ring.
      #expect(tries.count == run.kinds.count - 2 - run.events("process.io_uring").count)
      let isUnderWay = { (event: Event) in way == "io_uring" && event["error"] == "EINPROGRESS" }
      #expect(tries.dropLast().allSatisfy(isUnderWay))
      let last = try #require(tries.last)
      if !isUnderWay(last) { expectResult(last, run, "ECONNREFUSED") }
      for connect in tries {
        expectSocket(connect, "ipv4", "stream", "tcp", run)
        #expect(connect["remote.address"] == "127.0.0.1")
        #expect(connect["remote.port"] == run.truth["remote_port"])
        #expect(connect["from_caller"] == .absent)
      }
    }

    @Test(arguments: [("ipv4", "127.0.0.1"), ("ipv6", "::1")])
    func connectRefused(_ family: String, _ address: String) throws {
      let run = try sensor.run("connect-refused", address)
      let connect = try run.only("net.connect")
      expectSocket(connect, .text(family), "stream", "tcp", run)
      expectResult(connect, run, "ECONNREFUSED")
      #expect(connect["remote.address"] == .text(address))
      #expect(connect["remote.port"] == run.truth["remote_port"])
    }

    @Test func connectWithoutWaiting() throws {
      let run = try sensor.run("connect-nonblocking", "127.0.0.1")
      let connect = try run.only("net.connect")
      expectSocket(connect, "ipv4", "stream", "tcp", run)
      expectResult(connect, run, "EINPROGRESS")
      #expect(connect["remote.address"] == "127.0.0.1")
      #expect(connect["remote.port"] == run.truth["remote_port"])
    }

    /// Without a route, IPv6 looks for a source address first.
    @Test(arguments: [
      ("ipv4", "192.0.2.1", "ENETUNREACH"), ("ipv6", "2001:db8::1", "EADDRNOTAVAIL"),
    ])
    func connectUnreachable(_ family: String, _ address: String, _ error: String) throws {
      let run = try sensor.run("in-new-network", "connect-plain", address, "80")
      let connect = try run.only("net.connect")
      expectSocket(connect, .text(family), "stream", "tcp", run)
      expectResult(connect, run, .text(error))
      #expect(connect["remote.address"] == .text(address))
      #expect(connect["remote.port"] == 80)
    }

    @Test(arguments: [("ipv4", "127.0.0.1"), ("ipv6", "::1")])
    func connectUDP(_ family: String, _ address: String) throws {
      let run = try sensor.run("connect-udp", address)
      let connect = try run.only("net.connect")
      expectSocket(connect, .text(family), "dgram", "udp", run)
      expectResult(connect, run, .absent)
      #expect(connect["remote.address"] == .text(address))
      #expect(connect["remote.port"] == run.truth["remote_port"])
      #expect(connect["local.address"] == .text(address))
      #expect(connect["local.port"] == run.truth["local_port"])
    }

    @Test func connectUnixPath() throws {
      let path = scratch("socket")
      let run = try sensor.run("connect-unix", path)
      let connect = try run.only("net.connect")
      expectSocket(connect, "unix", "stream", .absent, run)
      expectResult(connect, run, .absent)
      #expect(connect["remote.path"] == .text(path))
      #expect(connect["remote.port"] == .absent)
      #expect(connect["remote.address"] == .absent)
    }

    @Test func connectUnixName() throws {
      let name = "@lookback-live-\(getpid())"
      let run = try sensor.run("connect-unix", name)
      let connect = try run.only("net.connect")
      expectSocket(connect, "unix", "stream", .absent, run)
      expectResult(connect, run, .absent)
      #expect(connect["remote.path"] == .text(name))
    }

    @Test func connectUnixPathFails() throws {
      let path = scratch("missing")
      let run = try sensor.run("connect-unix", path, "unbound")
      let connect = try run.only("net.connect")
      expectResult(connect, run, "ENOENT")
      #expect(connect["remote.path"] == .text(path))
      // On this rung alone nothing but the caller's memory is left of it.
      let isCallers = try sensor.rung(of: "net_connect") == "tracepoint"
      #expect(connect["from_caller"] == (isCallers ? ["remote.path"] : .absent))
    }

    @Test func connectUnixNameFails() throws {
      let name = "@lookback-live-\(getpid())"
      let run = try sensor.run("connect-unix", name, "unbound")
      let connect = try run.only("net.connect")
      expectResult(connect, run, "ECONNREFUSED")
      #expect(connect["remote.path"] == .text(name))
    }

    @Test(arguments: ["sendto", "sendmsg"], [("ipv4", "127.0.0.1"), ("ipv6", "::1")])
    func sendUDP(_ call: String, _ to: (family: String, address: String)) throws {
      let run = try sensor.run("send-udp", call, to.address)
      let send = try run.only("net.send")
      expectSocket(send, .text(to.family), "dgram", "udp", run)
      expectResult(send, run, .absent)
      #expect(send["net.bytes"] == run.truth["bytes"])
      #expect(send["remote.address"] == .text(to.address))
      #expect(send["remote.port"] == run.truth["remote_port"])
      #expect(send["local.port"] == run.truth["local_port"])
      #expect(send["packet"] == .absent)
    }

    @Test func sendUDPFails() throws {
      let run = try sensor.run("in-new-network", "send-udp-plain", "192.0.2.1", "53")
      let send = try run.only("net.send")
      expectResult(send, run, "ENETUNREACH")
      #expect(send["remote.address"] == "192.0.2.1")
      #expect(send["remote.port"] == 53)
    }

    @Test func sendManyMessagesInOneCall() throws {
      let run = try sensor.run("send-many")
      run.expect("net.send", "net.send")
      let sends = run.events("net.send")
      #expect(sends.map { $0["net.bytes"] } == [3, 5])
      #expect(
        sends.map { $0["remote.port"] } == [run.truth["first_port"], run.truth["second_port"]])
      #expect(sends.allSatisfy { $0["remote.address"] == "127.0.0.1" && $0["result"] == 0 })
    }

    @Test func sendsOnConnectionsAreNoEvents() throws {
      let run = try sensor.run("send-connected")
      run.expect("net.connect", "net.connect")
    }

    @Test func sendRawWithHeader() throws {
      let run = try sensor.run("send-raw", "4321")
      let send = try run.only("net.send")
      expectSocket(send, "ipv4", "raw", "raw", run)
      expectResult(send, run, .absent)
      #expect(send["net.bytes"] == run.truth["bytes"])
      #expect(send["remote.address"] == "127.0.0.1")
      expectPacket(send, "tcp", 4242, 4321, "127.0.0.1")
    }

    @Test func sendRawWithoutHeader() throws {
      let run = try sensor.run("send-raw-tcp", "4321")
      let send = try run.only("net.send")
      #expect(send["net.type"] == "raw")
      #expect(send["net.protocol"] == "tcp")
      #expect(send["remote.address"] == "127.0.0.1")
      expectPacket(send, .absent, 4242, 4321, .absent)
    }

    @Test(arguments: ["raw", "dgram"]) func sendOnAnInterface(_ type: String) throws {
      let run = try sensor.run("in-new-loopback", "send-packet", type, "99")
      let send = try run.only("net.send")
      #expect(send["net.family"] == "packet")
      #expect(send["net.type"] == .text(type))
      #expect(send["net.namespace"] == run.truth["network_namespace"])
      expectResult(send, run, .absent)
      #expect(send["net.bytes"] == run.truth["bytes"])
      #expect(send["remote.scope"] == run.truth["interface"])
      expectPacket(send, "udp", 4343, 99, "127.0.0.1")
    }

    /// What is read from the packet itself.
    private func expectPacket(
      _ send: Event, _ protocolName: Value, _ source: Value, _ destination: Value, _ address: Value,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      if protocolName != .absent {
        #expect(send["packet.protocol"] == protocolName, sourceLocation: sourceLocation)
      }
      #expect(send["packet.source_port"] == source, sourceLocation: sourceLocation)
      #expect(send["packet.destination_port"] == destination, sourceLocation: sourceLocation)
      #expect(send["packet.destination"] == address, sourceLocation: sourceLocation)
    }
  }
}
