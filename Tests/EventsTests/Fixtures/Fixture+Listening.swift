import CEventABI

@testable import Events

extension Fixture {
  static let listening = [accept, unixAccept, bind, listen, raw, close, strangersClose]

  private static let tcp: ev_socket = {
    var socket = ev_socket()
    socket.family = 2
    socket.type = 1
    socket.protocol = 6
    socket.net_ns = 4_026_531_840
    socket.local = endpoint([192, 0, 2, 1], family: 2, port: 80)
    socket.remote = endpoint([198, 51, 100, 7], family: 2, port: 40_000)
    return socket
  }()

  private static let tcpText =
    #""family":"ipv4","type":"stream","protocol":"tcp","namespace":4026531840"#
  private static let localText = #""local":{"address":"192.0.2.1","port":80}"#
  private static let remoteText = #""remote":{"address":"198.51.100.7","port":40000}"#

  private static let accept: Fixture = {
    var head = ev_net_call()
    head.socket = tcp
    head.fd = 9
    return Fixture(
      "net.accept", Record(.netAccept, head),
      own: """
        ,"net":{\(tcpText),"descriptor":9},\(localText),\(remoteText),"result":0
        """)
  }()

  private static let unixAccept: Fixture = {
    var head = ev_net_call()
    head.socket.family = 1
    head.socket.type = 1
    head.fd = -1
    head.result = -24
    return Fixture(
      "net.accept",
      Record(.netAccept, head).string(\.local_path, "/run/bus").string(\.remote_path, "\0me"),
      own: """
        ,"net":{"family":"unix","type":"stream","namespace":0},"local":{"path":"/run/bus"},\
        "remote":{"path":"@me"},"result":-24,"error":"EMFILE"
        """)
  }()

  private static let bind: Fixture = {
    var head = ev_net_call()
    head.socket.family = 17
    head.socket.type = 3
    head.socket.local.family = 17
    head.socket.local.scope = 2
    head.fd = 3
    return Fixture(
      "net.bind", Record(.netBind, head, flags: EV_CALLER_ADDRESS),
      own: """
        ,"from_caller":["local.scope"],\
        "net":{"family":"packet","type":"raw","namespace":0,"descriptor":3},\
        "local":{"scope":2},"result":0
        """)
  }()

  private static let listen: Fixture = {
    var head = ev_net_call()
    head.socket = tcp
    head.socket.remote = ev_endpoint()
    head.fd = 3
    head.backlog = 128
    return Fixture(
      "net.listen", Record(.netListen, head),
      own: """
        ,"net":{\(tcpText),"descriptor":3,"backlog":128},\(localText),"result":0
        """)
  }()

  private static let raw: Fixture = {
    var head = ev_net_call()
    head.socket.family = 10
    head.socket.type = 3
    head.socket.protocol = 58
    head.socket.net_ns = 7
    head.fd = -1
    head.result = -1
    return Fixture(
      "net.raw", Record(.netRaw, head),
      own: """
        ,"net":{"family":"ipv6","type":"raw","protocol":"icmpv6","namespace":7},\
        "result":-1,"error":"EPERM"
        """)
  }()

  private static let close: Fixture = {
    var head = ev_net_close()
    head.socket = tcp
    head.since_ns = 3_599_123_456_789
    head.duration_ns = 1_000_000_000
    head.sent = 5
    head.received = 1 << 40
    head.result = -104
    head.state = 8
    head.origin = EV_ORIGIN_ACCEPT
    return Fixture(
      "net.close", Record(.netClose, head),
      own: """
        ,"net":{\(tcpText),"origin":"accept","start":"2026-11-22T09:59:59.123456789Z",\
        "duration":1000000000,"state":"close_wait","sent":5,"received":1099511627776},\
        \(localText),\(remoteText),"result":-104,"error":"ECONNRESET"
        """)
  }()

  /// A try that came to nothing, of nobody known.
  private static let strangersClose: Fixture = {
    var head = ev_net_close()
    head.socket = tcp
    head.result = -111
    head.state = 2
    return Fixture(
      "net.close", Record(.netClose, head),
      own: """
        ,"net":{\(tcpText),"origin":"unknown","state":"syn_sent"},\(localText),\(remoteText),\
        "result":-111,"error":"ECONNREFUSED"
        """)
  }()
}
