import NIOCore
import NIOSSL
import Sinks

/// What TLS needs for a peer, read from files.
struct TLSSetup: Sendable {
  private let context: NIOSSLContext
  /// The name that is asked for and has to be in the certificate; nil: the address is.
  private let serverName: String?

  /// Reads the files.
  ///
  /// - Parameters:
  ///   - settings: as they are asked for.
  ///   - host: the peer's name or address.
  ///   - closing: how long is waited for the other end's end.
  /// - Throws: ``DeliveryFailure``, final: all that is wrong.
  init(_ settings: TLSSettings, host: String, closing: TimeAmount) throws(DeliveryFailure) {
    var problems: [String] = []
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.shutdownTimeout = closing
    configuration.certificateVerification = settings.verifies ? .fullVerification : .none

    if let path = settings.authorities {
      let authorities = PEMFile(path).certificates("authorities", &problems)
      configuration.trustRoots = .certificates(authorities)
    } else if settings.verifies, !PEMFile.systemHasAuthorities {
      problems.append(
        "the system has no authorities: install ca-certificates, or name a file of them")
    }
    switch (settings.certificate, settings.key) {
    case (nil, nil):
      break
    case (let certificate?, let key?):
      configuration.certificateChain = PEMFile(certificate).certificates("certificate", &problems)
        .map { .certificate($0) }
      configuration.privateKey = PEMFile(key).key(&problems).map { .privateKey($0) }
    case (let certificate?, nil):
      problems.append("certificate \(certificate) has no key: name the key's file too")
    case (nil, let key?):
      problems.append("key \(key) has no certificate: name the certificate's file too")
    }
    if let name = settings.serverName, Self.isAddress(name) || name.isEmpty {
      problems.append("the server's name is '\(name)', which is no name: certificates are of names")
    }
    serverName = settings.serverName ?? (Self.isAddress(host) ? nil : host)

    guard problems.isEmpty else { throw Self.failure(problems) }
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      // Both could be read.
      if case NIOSSLError.failedToLoadPrivateKey = error, let key = settings.key,
        let certificate = settings.certificate
      {
        throw Self.failure(["key \(key) is not that of certificate \(certificate)"])
      }
      throw Self.failure(["TLS cannot be set up: \(error)"])
    }
  }

  /// Makes what encrypts one connection.
  ///
  /// - Returns: the handler for the beginning of the pipeline.
  /// - Throws: what NIOSSL throws at a name that cannot be asked for.
  func makeHandler() throws -> NIOSSLClientHandler {
    try NIOSSLClientHandler(context: context, serverHostname: serverName)
  }

  private static func isAddress(_ text: String) -> Bool {
    (try? SocketAddress(ipAddress: text, port: 0)) != nil
  }

  private static func failure(_ problems: [String]) -> DeliveryFailure {
    DeliveryFailure(problems.joined(separator: "; "), isFinal: true)
  }
}
