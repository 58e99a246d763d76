import Foundation
import Testing

/// An authority of one test, and certificates of it, made with openssl.
struct Authority {
  let scratch: Scratch
  let name: String

  var certificate: String { scratch.path("\(name).pem") }

  init(_ name: String = "authority", in scratch: Scratch) throws {
    self.scratch = scratch
    self.name = name
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "2",
      "-subj", "/CN=\(name)", "-keyout", scratch.path("\(name).key"), "-out", certificate)
  }

  /// A certificate and its key.
  struct Identity {
    var certificate: String
    var key: String
  }

  /// Makes one.
  ///
  /// - Parameters:
  ///   - owner: its common name, and that of its files.
  ///   - names: as openssl writes alternative names, e.g. `DNS:localhost`.
  ///   - days: how many it is valid; fewer than none: it has expired.
  /// - Returns: the files.
  /// - Throws: where openssl fails.
  func identity(_ owner: String, names: String, days: Int = 2) throws -> Identity {
    let files = Identity(
      certificate: scratch.path("\(owner).pem"), key: scratch.path("\(owner).key"))
    let request = scratch.path("\(owner).csr")
    let extensions = try scratch.write("subjectAltName=\(names)\n", to: "\(owner).ext")
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
      "/CN=\(owner)", "-keyout", files.key, "-out", request)
    try openssl(
      "x509", "-req", "-in", request, "-CA", certificate, "-CAkey", scratch.path("\(name).key"),
      "-CAcreateserial", "-days", "\(days)", "-extfile", extensions, "-out", files.certificate)
    return files
  }

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
