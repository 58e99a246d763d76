import CEventABI

@testable import Events

extension Fixture {
  static let sockets = [
    connect, unixConnect, connects, unixConnects, packetSend, rawSend, linkSend,
  ]

  private static let connect: Fixture = {
    var head = ev_net()
    head.socket.family = 10
    head.socket.type = 1
    head.socket.protocol = 6
    head.socket.net_ns = 4_026_531_840
    head.result = -111
    head.socket.local = endpoint([10, 0, 0, 1], family: 2, port: 50_000)
    head.socket.remote = endpoint(
      [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80], family: 10, port: 443, scope: 2)
    return Fixture(
      "net.connect", Record(.netConnect, head, flags: EV_CALLER_ADDRESS),
      own: """
        ,"from_caller":["remote.address","remote.port"],\
        "net":{"family":"ipv6","type":"stream","protocol":"tcp","namespace":4026531840},\
        "local":{"address":"10.0.0.1","port":50000},\
        "remote":{"address":"2001:db8::80","port":443,"scope":2},\
        "result":-111,"error":"ECONNREFUSED"
        """)
  }()

  private static let unixConnect: Fixture = {
    var head = ev_net()
    head.socket.family = 1
    head.socket.type = 5
    return Fixture(
      "net.connect",
      Record(.netConnect, head, flags: EV_CALLER_ADDRESS).string(\.remote_path, "\0bus"),
      own: """
        ,"from_caller":["remote.path"],"net":{"family":"unix","type":"seqpacket","namespace":0},\
        "remote":{"path":"@bus"},"result":0
        """)
  }()

  private static let connects: Fixture = {
    var head = connectsHead(count: 7_000_000_000)
    head.socket.family = 2
    head.socket.type = 1
    head.socket.protocol = 6
    head.socket.net_ns = 4_026_531_840
    head.result = -111
    head.socket.remote = endpoint([127, 0, 0, 1], family: 2, port: 80)
    return Fixture(
      "net.connects", Record(.netConnects, head, flags: EV_CALLER_ADDRESS),
      own: """
        ,"from_caller":["remote.address","remote.port"],\
        "net":{"family":"ipv4","type":"stream","protocol":"tcp","namespace":4026531840,\
        "count":7000000000,\(span)},\
        "remote":{"address":"127.0.0.1","port":80},\
        "result":-111,"error":"ECONNREFUSED"
        """)
  }()

  private static let unixConnects: Fixture = {
    var head = connectsHead(count: 1)
    head.socket.family = 1
    head.socket.type = 1
    return Fixture(
      "net.connects", Record(.netConnects, head).string(\.remote_path, "/run/bus"),
      own: """
        ,"net":{"family":"unix","type":"stream","namespace":0,"count":1,\(span)},\
        "remote":{"path":"/run/bus"},"result":0
        """)
  }()

  private static func connectsHead(count: UInt64) -> ev_net_connects {
    var head = ev_net_connects()
    head.count = count
    head.from_ns = 1_000_000_000
    head.to_ns = 1_500_000_000
    return head
  }

  private static let span = """
    "from":"2026-11-22T09:00:01.000000000Z","to":"2026-11-22T09:00:01.500000000Z"
    """

  /// A SYN of a port scan: its sender makes the IP header, too.
  private static let packetSend: Fixture = {
    var head = ev_net()
    head.socket.family = 2
    head.socket.type = 3
    head.socket.protocol = 255
    head.bytes = 44
    head.socket.remote = endpoint([192, 0, 2, 9], family: 2, port: 0)
    return Fixture(
      "net.send",
      Record(.netSend, head, flags: EV_CALLER_DATA)
        .string(\.packet, ipv4Header + [0x12, 0x34, 0x00, 0x50, 0, 0, 0, 0]),
      own: """
        ,"from_caller":["packet"],\
        "net":{"family":"ipv4","type":"raw","protocol":"raw","namespace":0,"bytes":44},\
        "remote":{"address":"192.0.2.9"},"result":0,\
        "packet":{"protocol":"tcp","source_port":4660,"destination_port":80,\
        "destination":"192.0.2.9"}
        """)
  }()

  private static let rawSend: Fixture = {
    var head = ev_net()
    head.socket.family = 2
    head.socket.type = 3
    head.socket.protocol = 17
    return Fixture(
      "net.send", Record(.netSend, head).string(\.packet, [0, 53, 1, 0, 0, 8]),
      own: """
        ,"net":{"family":"ipv4","type":"raw","protocol":"udp","namespace":0,"bytes":0},\
        "result":0,"packet":{"protocol":"udp","source_port":53,"destination_port":256}
        """)
  }()

  private static let linkSend: Fixture = {
    var head = ev_net()
    head.socket.family = 17
    head.socket.type = 3
    head.socket.protocol = 0x0300
    head.socket.remote.family = 17
    head.socket.remote.scope = 4
    let ethernet = [UInt8](repeating: 0xff, count: 12) + [0x86, 0xdd]
    let ipv6 = [0x60, 0, 0, 0, 0, 8, 58, 64] + [UInt8](repeating: 0, count: 31) + [1]
    return Fixture(
      "net.send", Record(.netSend, head).string(\.packet, ethernet + ipv6),
      own: """
        ,"net":{"family":"packet","type":"raw","protocol":"768","namespace":0,"bytes":0},\
        "remote":{"scope":4},"result":0,"packet":{"protocol":"icmpv6","destination":"::1"}
        """)
  }()

  private static let ipv4Header: [UInt8] = [
    0x45, 0, 0, 44, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 192, 0, 2, 9,
  ]

  static func endpoint(
    _ address: [UInt8], family: UInt16, port: UInt16, scope: UInt32 = 0
  ) -> ev_endpoint {
    var endpoint = ev_endpoint()
    withUnsafeMutableBytes(of: &endpoint.address) { $0.copyBytes(from: address) }
    endpoint.family = family
    endpoint.port = port
    endpoint.scope = scope
    return endpoint
  }
}
