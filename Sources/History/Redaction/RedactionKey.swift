import CDigest
import Glibc
package import Storage
import SystemPackage

/// What the marks of a history are made with: whoever does not have it cannot try out what was replaced.
public struct RedactionKey: Sendable {
  static let size = 32
  static let fileName = "redaction.key"

  let bytes: [UInt8]

  /// Takes one, of 32 bytes.
  package init(_ bytes: [UInt8]) {
    precondition(bytes.count == Self.size, "a key has 32 bytes")
    self.bytes = bytes
  }

  /// Reads the one of a folder; makes it where there is none yet.
  ///
  /// - Throws: ``HistoryError``, also where others than its owner can read the file.
  package init(in folder: Folder) throws(HistoryError) {
    let path = "\(folder.path)/\(Self.fileName)"
    var problem: String?
    do throws(Errno) {
      let file = try folder.open(Self.fileName, O_RDWR | O_CREAT)
      // Two that begin at the same time are to have the same one.
      try Self.lock(file)
      let status = try file.status()
      problem = Self.problem(status)
      bytes = problem == nil ? try Self.bytes(of: file, Int(status.st_size), in: folder) : []
    } catch {
      throw HistoryError("\(path): \(error)")
    }
    if let problem { throw HistoryError("\(path) \(problem)") }
  }

  private static func problem(_ status: stat) -> String? {
    if status.st_mode & S_IFMT != S_IFREG || status.st_size > size {
      return "is not the key of a history"
    }
    if status.st_uid != geteuid() { return "belongs to another user" }
    if status.st_mode & 0o077 != 0 {
      return "can be read by others: chmod 600 it, or remove it, and a new one is made"
    }
    return nil
  }

  private static func bytes(
    of file: OpenFile, _ count: Int, in folder: Folder
  ) throws(Errno) -> [UInt8] {
    if count == size { return try file.bytes(size, at: 0) }
    // What is shorter was never used: a key is only used once it is on the disk.
    // It is getrandom(2)'s.
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    var failure: Errno?
    bytes.withUnsafeBytes { bytes in
      do throws(Errno) { try file.write(bytes, at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    try file.sync()
    try folder.sync()
    return bytes
  }

  /// Waits for whoever makes it at this moment.
  private static func lock(_ file: OpenFile) throws(Errno) {
    var attempts = 500
    while true {
      do throws(Errno) {
        return try file.lock()
      } catch {
        guard error == .wouldBlock, attempts > 0 else { throw error }
        attempts -= 1
        usleep(10_000)
      }
    }
  }
}
