import NIOCore

/// Where Prometheus can ask: on this host only.
public struct MetricsAddress: Sendable, Equatable, CustomStringConvertible {
  /// Why there can be none.
  public struct Refusal: Error, CustomStringConvertible, Equatable {
    public var description: String
  }

  let socket: SocketAddress
  public let description: String

  /// Reads `127.0.0.1:9464`, `[::1]:9464` or `unix:/path`.
  ///
  /// - Throws: ``Refusal``: it is something else, or an address that other hosts can reach.
  public init(_ text: String) throws {
    description = text
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard path.hasPrefix("/") else {
        throw Refusal(description: "unix: takes an absolute path, not '\(path)'")
      }
      do {
        socket = try SocketAddress(unixDomainSocketPath: path)
      } catch {
        throw Refusal(description: "no socket can have so long a path: '\(path)'")
      }
      return
    }
    let form = "takes ADDRESS:PORT, such as 127.0.0.1:9464 or [::1]:9464, or unix:PATH"
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
      port > 0
    else { throw Refusal(description: "\(form), not '\(text)'") }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard let address = try? SocketAddress(ipAddress: String(host), port: Int(port)) else {
      throw Refusal(description: "\(form), not '\(text)'")
    }
    guard Self.isLoopback(address) else {
      throw Refusal(
        description:
          "\(host) can be reached from other hosts, and whoever asks is told without a word who "
          + "he is: listen on 127.0.0.1 or [::1] and put a server in front that asks")
    }
    socket = address
  }

  private static func isLoopback(_ address: SocketAddress) -> Bool {
    switch address {
    case .v4: address.ipAddress?.hasPrefix("127.") == true
    case .v6: address.ipAddress == "::1"
    case .unixDomainSocket: true
    }
  }
}
