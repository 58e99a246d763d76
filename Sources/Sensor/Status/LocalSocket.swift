import CSystemCalls
import Glibc
import SystemPackage

/// A stream socket of the unix family, by its descriptor.
struct LocalSocket: ~Copyable {
  let descriptor: CInt

  /// Takes over a descriptor.
  init(owning descriptor: CInt) {
    self.descriptor = descriptor
  }

  /// Makes one that is connected to nobody.
  init() throws(Errno) {
    let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    try self.init(owning: Self.check(socket(AF_UNIX, kind, 0)))
  }

  deinit {
    close(descriptor)
  }

  /// Gives it a name; the file can be read and written by its owner only.
  func bind(to path: String) throws(Errno) {
    // The file gets the mode of the socket: at no time somebody else can open it.
    _ = try Self.check(fchmod(descriptor, 0o600))
    try Self.withAddress(path) { address, size in Glibc.bind(descriptor, address, size) }
  }

  /// Connects to one with a name; waits for a place in its queue no longer than ``limitWaiting(to:)``
  /// says.
  func connect(to path: String) throws(Errno) {
    try Self.withAddress(path) { address, size in Glibc.connect(descriptor, address, size) }
  }

  /// The next that wants to be connected with this one, which listens; waits for it.
  func accept() throws(Errno) -> LocalSocket {
    let descriptor = system_accept(descriptor)
    guard descriptor >= 0 else { throw Errno(rawValue: -descriptor) }
    return LocalSocket(owning: descriptor)
  }

  /// No call waits longer, to connect, read or write.
  func limitWaiting(to seconds: Int) throws(Errno) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
      let size = socklen_t(MemoryLayout<timeval>.size)
      _ = try Self.check(setsockopt(descriptor, SOL_SOCKET, option, &time, size))
    }
  }

  /// Who was at the other end when it was connected or, of a server, when it began to listen.
  func peer() throws(Errno) -> (user: UInt32, process: UInt32) {
    var user: UInt32 = 0
    var process: UInt32 = 0
    let result = system_socket_peer(descriptor, &user, &process)
    guard result == 0 else { throw Errno(rawValue: -result) }
    return (user, process)
  }

  private static func withAddress(
    _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) throws(Errno) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .fileNameTooLong }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { addresses in
        addresses.baseAddress.map { call($0, socklen_t(bytes.count)) } ?? -1
      }
    }
    _ = try check(result)
  }

  static func check(_ result: CInt) throws(Errno) -> CInt {
    guard result >= 0 else { throw Errno(rawValue: errno) }
    return result
  }
}
