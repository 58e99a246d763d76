import NIOSSL
import SystemPackage

/// A file that should hold certificates or a key, as PEM.
struct PEMFile {
  private let path: String

  init(_ path: String) {
    self.path = path
  }

  /// More than any bundle of authorities has.
  private static let largest = 16 << 20

  /// Whether there is anything at the places where systems keep their authorities.
  static var systemHasAuthorities: Bool {
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs"]
      .contains { path in
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { return false }
        try? file.close()
        return true
      }
  }

  /// All certificates in it; what keeps them from being read is added to the problems.
  func certificates(_ name: String, _ problems: inout [String]) -> [NIOSSLCertificate] {
    do throws(Errno) {
      let bytes = try bytes()
      let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes)
      if let certificates, !certificates.isEmpty { return certificates }
      problems.append("\(name) \(path) holds no certificate that can be read: it has to be PEM")
    } catch {
      problems.append("\(name) \(path) cannot be read: \(error)")
    }
    return []
  }

  /// The private key in it; what keeps it from being read is added to the problems.
  func key(_ problems: inout [String]) -> NIOSSLPrivateKey? {
    do throws(Errno) {
      let bytes = try bytes()
      if let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) { return key }
      problems.append(
        "key \(path) holds no private key that can be read: it has to be PEM, not encrypted")
    } catch {
      problems.append("key \(path) cannot be read: \(error)")
    }
    return nil
  }

  private func bytes() throws(Errno) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
      return try file.closeAfter {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= Self.largest {
          let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
          if count == 0 { return bytes }
          bytes += piece[..<count]
        }
        throw Errno.fileTooLarge
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
