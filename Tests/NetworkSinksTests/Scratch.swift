import Foundation
import TestSupport

/// A folder for one test, gone when it is over.
final class Scratch: Sendable {
  let folder: URL

  init() throws {
    // Short: the path of a unix socket has 107 bytes at most.
    folder = URL(filePath: "/tmp/lookback-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    // rsyslog and syslog-ng may give root up.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    return path(name)
  }

  /// The whole lines of a file; none where there is no file.
  func lines(of name: String) -> [Substring] {
    guard let text = try? String(contentsOfFile: path(name), encoding: .utf8) else { return [] }
    return text.split(separator: "\n")
  }

  /// Waits until a file has so many bytes or more, or the deadline comes.
  func waitForBytes(_ count: Int, in name: String, seconds: Int = 120) {
    _ = Waiting.until(seconds: seconds) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
      return (attributes?[.size] as? Int ?? 0) >= count
    }
  }
}
