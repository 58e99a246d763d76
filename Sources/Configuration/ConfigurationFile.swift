import Glibc
import SystemPackage

/// The file with the configuration.
enum ConfigurationFile {
  /// Nobody writes more than that.
  static let mostBytes = 256 << 10

  /// Its text; nil where there is no such file.
  ///
  /// - Throws: why it cannot be read, or is not to be trusted.
  static func text(of path: String) throws(Problem) -> String? {
    let bytes: [UInt8]
    do {
      // Of a pipe's other end nobody is waited for.
      let file = try FileDescriptor.open(
        FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
      bytes = try file.closeAfter { try read(file, path) }
    } catch Errno.noSuchFileOrDirectory {
      return nil
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(at: Place(file: path), "cannot be read: \(error)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw Problem(
        at: Place(file: path, mark: Mark(line: line + 1, column: 1)), "this line is not UTF-8")
    }
    return text
  }

  private static func read(_ file: FileDescriptor, _ path: String) throws -> [UInt8] {
    try check(file, path)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= mostBytes else {
        throw Problem(
          at: Place(file: path), "is too large: a configuration has at most \(mostBytes >> 10) KiB")
      }
    }
  }

  /// Refuses what somebody else could have written: the sensor does as root what stands in it.
  private static func check(_ file: FileDescriptor, _ path: String) throws {
    var information = stat()
    guard fstat(file.rawValue, &information) == 0 else { throw Errno(rawValue: errno) }
    let place = Place(file: path)
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw Problem(at: place, "is not a regular file")
    }
    guard information.st_uid == 0 || information.st_uid == geteuid() else {
      throw Problem(
        at: place,
        "belongs to user \(information.st_uid), who can write what is to be done as somebody else: "
          + "chown \(geteuid() == 0 ? "root" : "\(geteuid())") \(Printable.whole(path))")
    }
    guard information.st_mode & 0o022 == 0 else {
      throw Problem(
        at: place, "can be written by others: chmod go-w \(Printable.whole(path))")
    }
  }
}
