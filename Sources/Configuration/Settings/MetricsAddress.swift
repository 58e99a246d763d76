import Glibc
import Sinks

/// Where Prometheus can ask: on this host only, for nobody who asks is asked who he is.
public enum MetricsAddress: Sendable, Equatable {
  /// An IPv4 or IPv6 address that no other host can reach.
  case loopback(String, port: Int)
  /// A unix stream socket.
  case unix(path: String)

  static let form = Form<MetricsAddress>(
    "an address of this host with a port, such as 127.0.0.1:9464 or [::1]:9464, or unix:PATH",
    reading: parse, text: \.text)

  /// As it is written.
  public var text: String {
    switch self {
    case .loopback(let address, let port):
      address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    case .unix(let path): "unix:" + PercentText.encode(path)
    }
  }

  private static func parse(_ text: String) throws(Mistake) -> MetricsAddress {
    if text.hasPrefix("unix:") { return .unix(path: try SinkAddress.socketPath(of: text)) }
    guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...])
    else { throw Mistake(text, insteadOf: form.takes) }
    let host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let address = String(isBracketed ? host.dropFirst().dropLast() : host)
    // To inet_pton a text ends there.
    guard !address.utf8.contains(0),
      let isLoopback = isBracketed ? isLoopback6(address) : isLoopback4(address)
    else {
      throw Mistake(text, insteadOf: form.takes)
    }
    guard isLoopback else {
      throw Mistake(
        "\(address) can be reached from other hosts, and whoever asks is told without a word who he "
          + "is: listen on 127.0.0.1 or [::1] and put a server in front that asks")
    }
    return .loopback(address, port: port)
  }

  private static func port(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text) else {
      return nil
    }
    return (1...65_535).contains(port) ? port : nil
  }

  /// Nil: it is no such address.
  private static func isLoopback4(_ text: String) -> Bool? {
    var address = in_addr()
    guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
    return UInt32(bigEndian: address.s_addr) >> 24 == 127
  }

  private static func isLoopback6(_ text: String) -> Bool? {
    var address = in6_addr()
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    return withUnsafeBytes(of: address) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
  }
}
