import CEventABI
import TestSupport

@testable import Events

extension Fixture {
  static let nameService = [question, answer, noMessage]

  private static let socket: ev_socket = {
    var socket = ev_socket()
    socket.family = 2
    socket.type = 2
    socket.protocol = 17
    socket.net_ns = 4_026_531_840
    socket.local = endpoint([10, 0, 0, 1], family: 2, port: 50_000)
    socket.remote = endpoint([10, 0, 0, 53], family: 2, port: 53)
    return socket
  }()

  private static let socketText = """
    "net":{"family":"ipv4","type":"dgram","protocol":"udp","namespace":4026531840},\
    "local":{"address":"10.0.0.1","port":50000},"remote":{"address":"10.0.0.53","port":53}
    """

  private static let question: Fixture = {
    var head = ev_dns()
    head.socket = socket
    return Fixture(
      "dns.question",
      Record(.dnsQuestion, head, flags: EV_CALLER_DATA)
        .string(\.message, DNSBytes.question("WWW.Example.org", type: 28, id: 0x1234)),
      own: """
        ,"from_caller":["dns"],\(socketText),\
        "dns":{"id":4660,"name":"www.example.org","type":"AAAA"}
        """)
  }()

  /// An alias and its addresses, the names compressed; the sender stood in the caller's memory.
  private static let answer: Fixture = {
    var head = ev_dns()
    head.socket = socket
    var message = DNSBytes.question("www.example.org", type: 1, id: 7, answers: 4)
    message += DNSBytes.answer(type: 5, timeToLive: 300, [3] + Array("cdn".utf8) + [0xc0, 16])
    message += DNSBytes.answer(name: [0xc0, 45], type: 1, timeToLive: 60, [192, 0, 2, 1])
    let address: [UInt8] = [0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 11) + [1]
    message += DNSBytes.answer(type: 28, timeToLive: 90, address)
    message += DNSBytes.answer(type: 16, timeToLive: 1, [2, 0x68, 0x69])
    return Fixture(
      "dns.answer",
      Record(.dnsAnswer, head, flags: EV_CALLER_DATA | EV_CALLER_ADDRESS)
        .string(\.message, message, full: 5000),
      own: """
        ,"from_caller":["remote.address","remote.port","dns"],\(socketText),\
        "dns":{"id":7,"name":"www.example.org","type":"A","message_length":5000,\
        "response_code":"NOERROR","answers":4,\
        "addresses":["192.0.2.1","2001:db8::1"],"aliases":["cdn.example.org"],"ttl":60}
        """)
  }()

  /// A message that is none: what tunnels through the port, for one.
  private static let noMessage: Fixture = {
    var head = ev_dns()
    head.socket = socket
    return Fixture(
      "dns.question", Record(.dnsQuestion, head).string(\.message, "not DNS"),
      own: ",\(socketText)")
  }()
}
