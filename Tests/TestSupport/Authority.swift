package import Foundation
import Testing

/// An authority of one test, and certificates of it, made with openssl.
package struct Authority: Sendable {
  private let folder: URL
  private let name: String

  /// Its own certificate.
  package var certificate: String { path("\(name).pem") }

  /// Makes one; its files go to the folder.
  package init(_ name: String = "authority", in folder: URL) throws {
    self.folder = folder
    self.name = name
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "2",
      "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", certificate)
  }

  /// A certificate and its key.
  package struct Identity: Sendable {
    package var certificate: String
    package var key: String
  }

  /// Makes one.
  ///
  /// - Parameters:
  ///   - owner: its common name, and that of its files.
  ///   - names: as openssl writes alternative names, e.g. `DNS:localhost`.
  ///   - days: how many it is valid; fewer than none: it has expired.
  /// - Returns: the files.
  /// - Throws: where openssl fails.
  package func identity(_ owner: String, names: String, days: Int = 2) throws -> Identity {
    let files = Identity(
      certificate: path("\(owner).pem"), key: path("\(owner).key"))
    let request = path("\(owner).csr")
    let extensions = path("\(owner).ext")
    try "subjectAltName=\(names)\n".write(
      toFile: extensions, atomically: false, encoding: .utf8)
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
      "/CN=\(owner)", "-keyout", files.key, "-out", request)
    try openssl(
      "x509", "-req", "-in", request, "-CA", certificate, "-CAkey", path("\(name).key"),
      "-CAcreateserial", "-days", "\(days)", "-extfile", extensions, "-out", files.certificate)
    return files
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "openssl \(arguments[0]): \(text)")
  }
}
