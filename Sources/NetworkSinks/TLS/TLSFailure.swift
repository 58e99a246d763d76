import Glibc
import NIOSSL
import Sinks

/// Says in words why TLS has failed.
enum TLSFailure {
  /// The words for an error of TLS.
  ///
  /// - Parameters:
  ///   - error: what was thrown.
  ///   - peer: where it was.
  ///   - certificate: what the other end has shown, if anything.
  /// - Returns: the words; nil if the error is none of TLS.
  static func text(
    of error: any Error, at peer: PeerAddress, _ certificate: NIOSSLCertificate?
  ) -> String? {
    switch error {
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      return wrongName(at: peer, certificate)
    case NIOSSLError.uncleanShutdown:
      return "the other end has closed the connection without the end that TLS asks for"
    case is NIOSSLCloseTimedOutError:
      return "the other end has not answered the end of TLS"
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      return handshake(reasons(of: error), certificate)
        ?? "TLS: " + String(describing: error)
    default:
      return nil
    }
  }

  /// The names that BoringSSL has for what went wrong, such as `WRONG_VERSION_NUMBER`.
  private static func reasons(of error: any Error) -> [String] {
    let text = String(describing: error)
    let marks = text.split(separator: "OPENSSL_internal:", omittingEmptySubsequences: false)
    return marks.dropFirst().map { rest in
      String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    }
  }

  private static func handshake(_ reasons: [String], _ certificate: NIOSSLCertificate?) -> String? {
    if reasons.contains("CERTIFICATE_VERIFY_FAILED") { return notBelieved(certificate) }
    for reason in reasons {
      if let text = words[reason] { return text }
    }
    return reasons.first.map { "TLS: " + $0.lowercased().replacing("_", with: " ") }
  }

  /// What has a mend that the reason's own name does not say.
  private static let words = [
    "WRONG_VERSION_NUMBER": "the other end does not speak TLS at this port",
    "HTTP_REQUEST": "the other end does not speak TLS at this port",
    "UNSUPPORTED_PROTOCOL": "the other end wants a TLS older than 1.2",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the other end has no TLS of 1.2 or newer",
    "TLSV1_ALERT_UNKNOWN_CA": "the other end does not know the authority of our certificate",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the other end refuses our certificate",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "the other end says that our certificate has expired",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the other end refuses our certificate",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "the other end has no use for our certificate's kind",
    "TLSV1_ALERT_CERTIFICATE_REQUIRED": "the other end wants a certificate of ours, and got none",
    "TLSV1_CERTIFICATE_REQUIRED": "the other end wants a certificate of ours, and got none",
    "SSLV3_ALERT_HANDSHAKE_FAILURE":
      "the other end refuses; perhaps it wants a certificate of ours, or has no cipher of ours",
  ]

  private static func notBelieved(_ certificate: NIOSSLCertificate?) -> String {
    guard let certificate else { return "the other end's certificate is not believed" }
    let now = time(nil)
    if certificate.notValidAfter < now {
      return "the other end's certificate has expired at \(text(of: certificate.notValidAfter))"
    }
    if certificate.notValidBefore > now {
      return "the other end's certificate is valid from \(text(of: certificate.notValidBefore)) on"
    }
    return
      "the other end's certificate is of no authority that is believed, or one in its chain has "
      + "expired; it is for \(names(in: certificate))"
  }

  private static func wrongName(at peer: PeerAddress, _ certificate: NIOSSLCertificate?) -> String {
    var expected = peer.text
    if case .tls(let host, _, let settings) = peer { expected = settings.serverName ?? host }
    let found = certificate.map { names(in: $0) } ?? "nobody"
    return "the other end's certificate is not for \(expected), but for \(found)"
  }

  /// Whom a certificate is for.
  private static func names(in certificate: NIOSSLCertificate) -> String {
    let names = certificate._subjectAlternativeNames().prefix(8).compactMap { name -> String? in
      switch name.nameType {
      case .dnsName: String(decoding: name.contents, as: UTF8.self)
      case .ipAddress: address(Array(name.contents))
      default: nil
      }
    }
    return names.isEmpty ? "no host" : names.joined(separator: ", ")
  }

  private static func address(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func text(of moment: time_t) -> String {
    var moment = moment
    var parts = tm()
    gmtime_r(&moment, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
