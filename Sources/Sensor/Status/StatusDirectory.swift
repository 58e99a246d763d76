import Glibc
import SystemPackage

/// Where the sensors of this host have their sockets: each one named after its process.
public enum StatusDirectory {
  /// The directory.
  public static let path = "/run/lookback"
  private static let ending = ".sock"

  /// The socket of a sensor.
  public static func socket(ofProcess process: Int32) -> String {
    "\(path)/\(name(ofProcess: process))"
  }

  static func name(ofProcess process: Int32) -> String { "\(process)\(ending)" }

  /// The processes whose sockets are there, running or not, in the order of their numbers.
  ///
  /// - Throws: ``StatusError`` if the directory cannot be read; no directory is an empty one.
  public static func processes() throws(StatusError) -> [Int32] {
    try processes(in: path)
  }

  static func processes(in path: String) throws(StatusError) -> [Int32] {
    guard let directory = opendir(path) else {
      let reason = Errno(rawValue: errno)
      switch reason {
      case .noSuchFileOrDirectory: return []
      case .permissionDenied: throw .notAllowed(path)
      default: throw StatusError(path, reason)
      }
    }
    defer { closedir(directory) }
    var processes: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(ending), let process = Int32(name.dropLast(ending.count)) {
        processes.append(process)
      }
    }
    return processes.sorted()
  }

  /// Makes the directory if there is none, and removes the sockets of sensors that were killed.
  ///
  /// - Parameter path: of the directory.
  /// - Returns: the directory.
  /// - Throws: ``StatusError`` if somebody else could put something into it.
  static func prepare(_ path: String) throws(StatusError) -> SocketFolder {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw StatusError(path, Errno(rawValue: errno))
    }
    let folder = try SocketFolder(path, followingLink: false)
    for process in try processes(in: path) {
      // Between its names and its ears every sensor is deaf for a moment: it must be gone as well.
      let isGone = process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
      if isGone { folder.removeStale(name(ofProcess: process)) }
    }
    return folder
  }
}
