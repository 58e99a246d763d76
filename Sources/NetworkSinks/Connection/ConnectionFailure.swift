import NIOCore
import NIOPosix
import NIOSSL
import Sinks
import SystemPackage

/// Says in words why a connection could not be had or is over.
enum ConnectionFailure {
  /// The words for an error of the event loop, of the sockets or of TLS.
  ///
  /// - Parameters:
  ///   - error: what was thrown.
  ///   - peer: where it was.
  ///   - certificate: what the other end has shown, if anything.
  /// - Returns: the failure to throw.
  static func of(
    _ error: any Error, at peer: PeerAddress, certificate: NIOSSLCertificate? = nil
  ) -> DeliveryFailure {
    switch error {
    case let failure as DeliveryFailure: failure
    case let error as NIOConnectionError: DeliveryFailure(text(of: error))
    default: DeliveryFailure(TLSFailure.text(of: error, at: peer, certificate) ?? text(of: error))
    }
  }

  private static func text(of error: any Error) -> String {
    switch error {
    case let error as IOError: Errno(rawValue: error.errnoCode).text
    case let error as Errno: error.text
    case ChannelError.connectTimeout(let limit): "no connection within \(limit.text)"
    case is ChannelError: "the connection is closed"
    case let error as SocketAddressError: "\(error)"
    default: String(describing: error)
    }
  }

  private static func text(of error: NIOConnectionError) -> String {
    if error.connectionErrors.isEmpty {
      guard let cause = error.dnsAError ?? error.dnsAAAAError else { return "no connection" }
      guard let unknown = cause as? SocketAddressError.UnknownHost else { return text(of: cause) }
      return "no address is known of \(error.host): \(unknown.errorDescription)"
    }
    let failures = error.connectionErrors.map { failure in
      let address = failure.target.ipAddress ?? error.host
      return "\(text(of: failure.error)) (\(address))"
    }
    return failures.joined(separator: ", ")
  }
}

extension Errno {
  /// The system's words for it, such as `connection refused`.
  fileprivate var text: String {
    let words = description
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}
