import Glibc
import NIOCore
import SystemPackage

/// A socket that listens, made before the sensor gives up its rights.
enum ListeningSocket {
  /// Connections that may wait for their turn.
  private static let queue: CInt = 8
  private static let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)

  /// Listens.
  ///
  /// - Parameter address: a loopback address, or a path.
  /// - Returns: the descriptor, the caller's from now on.
  /// - Throws: the errno of what failed.
  static func open(at address: SocketAddress) throws(Errno) -> CInt {
    let descriptor = socket(CInt(address.protocol.rawValue), kind, 0)
    try check(descriptor)
    do {
      try prepare(descriptor, for: address)
      try check(address.withSockAddr { bind(descriptor, $0, socklen_t($1)) })
      try check(listen(descriptor, queue))
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func prepare(_ descriptor: CInt, for address: SocketAddress) throws(Errno) {
    if let path = address.pathname {
      // The file gets the mode of the socket: at no time somebody else can open it.
      try check(fchmod(descriptor, 0o600))
      removeStale(path, address)
    } else {
      var yes: CInt = 1
      let size = socklen_t(MemoryLayout<CInt>.size)
      try check(setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size))
    }
  }

  /// Removes a socket to which nobody listens any more; anything else stays, and binding fails.
  private static func removeStale(_ path: String, _ address: SocketAddress) {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK else { return }
    let client = socket(AF_UNIX, kind, 0)
    guard client >= 0 else { return }
    defer { close(client) }
    let result = address.withSockAddr { connect(client, $0, socklen_t($1)) }
    if result != 0 && errno == ECONNREFUSED { unlink(path) }
  }

  private static func check(_ result: CInt) throws(Errno) {
    guard result >= 0 else { throw Errno(rawValue: errno) }
  }
}
