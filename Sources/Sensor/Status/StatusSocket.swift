import Capture
import Glibc
import SystemPackage

/// The socket on which a sensor is asked how it is; its file goes with it.
final class StatusSocket: Sendable {
  let path: String
  private let folder: SocketFolder
  private let name: String
  private let identity: FileIdentity
  private let socket: LocalSocket

  /// Clients that may wait for their turn.
  private static let queue: CInt = 8

  /// Listens at a place.
  ///
  /// - Throws: ``StatusError`` where that cannot be, or others could tamper with it.
  convenience init(at place: StatusPlace) throws(StatusError) {
    switch place {
    case .standard: try self.init(inDirectory: StatusDirectory.path)
    case .path(let path): try self.init(path: path)
    }
  }

  /// Listens in a directory, under the name of this process.
  convenience init(inDirectory path: String) throws(StatusError) {
    try self.init(
      StatusDirectory.prepare(path), name: StatusDirectory.name(ofProcess: getpid()))
  }

  /// Listens at an absolute path.
  convenience init(path: String) throws(StatusError) {
    guard let slash = path.lastIndex(of: "/") else {
      throw StatusError(path, "is no absolute path")
    }
    let directory = path[..<slash]
    let folder = try SocketFolder(directory.isEmpty ? "/" : String(directory), followingLink: true)
    let name = String(path[path.index(after: slash)...])
    folder.removeStale(name)
    try self.init(folder, name: name)
  }

  private init(_ folder: SocketFolder, name: String) throws(StatusError) {
    let path = folder.path == "/" ? "/\(name)" : "\(folder.path)/\(name)"
    do {
      socket = try LocalSocket()
      // Follows no link: where there is anything it fails.
      try socket.bind(to: path)
      _ = try LocalSocket.check(listen(socket.descriptor, Self.queue))
    } catch {
      throw StatusError(path, error)
    }
    guard let identity = folder.socket(name) else {
      throw StatusError(path, "was moved away at once")
    }
    self.path = path
    self.folder = folder
    self.name = name
    self.identity = identity
  }

  deinit {
    folder.remove(name, identity)
  }

  /// The next client; waits for it.
  ///
  /// - Throws: `Errno.invalidArgument` after ``stop()``.
  func accept() throws(Errno) -> LocalSocket {
    try socket.accept()
  }

  /// No client comes any more; from any thread.
  func stop() {
    shutdown(socket.descriptor, CInt(SHUT_RDWR))
    folder.remove(name, identity)
  }
}
