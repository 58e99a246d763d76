import Sinks

extension PeerAddress {
  /// For messages, such as `tls:logs.example.org:6514`.
  var text: String {
    switch self {
    case .unix(let path), .unixDatagram(let path): "unix:\(path)"
    case .tcp(let host, let port): "tcp:\(Self.inBrackets(host)):\(port)"
    case .tls(let host, let port, _): "tls:\(Self.inBrackets(host)):\(port)"
    }
  }

  private static func inBrackets(_ host: String) -> String {
    host.contains(":") ? "[\(host)]" : host
  }
}
