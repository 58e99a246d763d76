import NIOCore

/// Where Prometheus can ask.
///
/// To be a place that only this host can reach, for nobody who asks is asked who he is.
public enum MetricsPlace: Sendable, Equatable, CustomStringConvertible {
  /// An IPv4 or IPv6 address, as numbers.
  case address(String, port: Int)
  /// A unix stream socket, root's alone.
  case path(String)

  public var description: String {
    switch self {
    case .address(let address, let port):
      address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    case .path(let path): path
    }
  }

  func socketAddress() throws -> SocketAddress {
    switch self {
    case .address(let address, let port): try SocketAddress(ipAddress: address, port: port)
    case .path(let path): try SocketAddress(unixDomainSocketPath: path)
    }
  }
}
