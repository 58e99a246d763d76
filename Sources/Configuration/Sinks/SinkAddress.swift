import Glibc
import Sinks

/// Where a sink's lines go, as text: `stdout`, `file:PATH`, `tls:HOST:PORT`, `syslog:unix:PATH`, ….
enum SinkAddress {
  static let forms =
    "stdout, file:PATH, unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, syslog:unix:PATH, "
    + "syslog:tcp:HOST:PORT or syslog:tls:HOST:PORT"

  /// The target of a text without options; `%` and two hexadecimal digits stand for a byte.
  static func parse(_ text: String) throws(Mistake) -> SinkTarget {
    if text.contains("?") {
      throw Mistake("what stands behind '?' is written as keys of their own, such as 'format: ecs'")
    }
    if text == "stdout" { return .standardOutput }
    let (scheme, rest) = try split(text, of: text)
    switch scheme {
    case "file": return .file(FileTarget(path: try path(rest, of: text)))
    case "unix": return .stream(StreamTarget(peer: .unix(path: try socketPath(rest, of: text))))
    case "tcp", "tls": return .stream(StreamTarget(peer: try peer(scheme, rest, of: text)))
    case "syslog":
      let (scheme, rest) = try split(rest, of: text)
      switch scheme {
      case "unix":
        return .syslog(SyslogTarget(peer: .unixDatagram(path: try socketPath(rest, of: text))))
      case "tcp", "tls": return .syslog(SyslogTarget(peer: try peer(scheme, rest, of: text)))
      default: throw Mistake(text, insteadOf: forms)
      }
    default: throw Mistake(text, insteadOf: forms)
    }
  }

  /// The text of a target.
  static func text(_ target: SinkTarget) -> String {
    switch target {
    case .standardOutput: "stdout"
    case .file(let file): "file:" + PercentText.encode(file.path)
    case .stream(let stream): text(stream.peer)
    case .syslog(let syslog): "syslog:" + text(syslog.peer)
    // Told of, never asked for.
    case .history(let history): "history:" + PercentText.encode(history.directory)
    }
  }

  private static func text(_ peer: PeerAddress) -> String {
    func at(_ host: String, _ port: Int) -> String {
      host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
    return switch peer {
    case .unix(let path), .unixDatagram(let path): "unix:" + PercentText.encode(path)
    case .tcp(let host, let port): "tcp:" + at(host, port)
    case .tls(let host, let port, _): "tls:" + at(host, port)
    }
  }

  private static func split(
    _ text: String, of whole: String
  ) throws(Mistake) -> (scheme: String, rest: String) {
    guard let colon = text.firstIndex(of: ":") else { throw Mistake(whole, insteadOf: forms) }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  private static func path(_ text: String, of whole: String) throws(Mistake) -> String {
    guard let decoded = PercentText.decode(text), let path = try? Form.path.parse(decoded) else {
      throw Mistake(
        whole, insteadOf: "an absolute path behind the last colon, as in file:/var/log/events.json")
    }
    return path
  }

  /// The path of an address `unix:PATH`.
  static func socketPath(of address: String) throws(Mistake) -> String {
    try socketPath(split(address, of: address).rest, of: address)
  }

  private static func socketPath(_ text: String, of whole: String) throws(Mistake) -> String {
    let path = try path(text, of: whole)
    let most = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    guard path.utf8.count <= most else {
      throw Mistake("the path of a socket has at most \(most) bytes, and not \(path.utf8.count)")
    }
    return path
  }

  private static func peer(
    _ scheme: String, _ text: String, of whole: String
  ) throws(Mistake) -> PeerAddress {
    guard let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") else {
      throw Mistake("a port is missing, as in \(scheme):logs.example.org:6514")
    }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
      (1...65_535).contains(port)
    else {
      throw Mistake("the port is a number from 1 to 65535, and not \(Printable.value("\(digits)"))")
    }
    let host = try host(String(text[..<colon]))
    return scheme == "tcp"
      ? .tcp(host: host, port: port) : .tls(host: host, port: port, TLSSettings())
  }

  /// A name, an IPv4 address, or an IPv6 address in brackets.
  private static func host(_ text: String) throws(Mistake) -> String {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let address = String(text.dropFirst().dropLast())
      var bytes = in6_addr()
      guard !address.utf8.contains(0), inet_pton(AF_INET6, address, &bytes) == 1 else {
        throw Mistake("there is no IPv6 address in the brackets of \(Printable.value(text))")
      }
      return address
    }
    if text.contains(":") {
      throw Mistake("an IPv6 address stands in brackets, as in tcp:[2001:db8::1]:514")
    }
    guard isName(text) else {
      throw Mistake("\(Printable.value(text)) is no name of a host, nor an address")
    }
    return text
  }

  private static func isName(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
