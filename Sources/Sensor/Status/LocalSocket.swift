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

  /// One for datagrams, connected with a path or, after an `@`, a name that is none.
  static func datagrams(to name: String) throws(Errno) -> LocalSocket {
    let kind = CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let made = LocalSocket(owning: try check(socket(AF_UNIX, kind, 0)))
    let bytes = Array(name.utf8)
    let isAbstract = bytes.first == UInt8(ascii: "@")
    guard isAbstract || bytes.first == UInt8(ascii: "/") else { throw .invalidArgument }
    let descriptor = made.descriptor
    try withAddress(isAbstract ? [0] + bytes.dropFirst() : bytes, isExact: isAbstract) {
      Glibc.connect(descriptor, $0, $1)
    }
    return made
  }

  deinit {
    close(descriptor)
  }

  /// Gives it a name; the file can be read and written by its owner only.
  func bind(to path: String) throws(Errno) {
    // The file gets the mode of the socket: at no time somebody else can open it.
    _ = try Self.check(fchmod(descriptor, 0o600))
    try Self.withAddress(Array(path.utf8)) { Glibc.bind(descriptor, $0, $1) }
  }

  /// Connects to one with a name; waits for a place in its queue no longer than ``limitWaiting(to:)``
  /// says.
  func connect(to path: String) throws(Errno) {
    try Self.withAddress(Array(path.utf8)) { Glibc.connect(descriptor, $0, $1) }
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

  /// Of a path, which ends before the next zero; or of exactly these bytes, as names that are no paths.
  private static func withAddress(
    _ bytes: [UInt8], isExact: Bool = false, _ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) throws(Errno) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .fileNameTooLong }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size =
      isExact ? MemoryLayout<sa_family_t>.size + bytes.count : MemoryLayout<sockaddr_un>.size
    let result = withUnsafeBytes(of: &address) { memory in
      memory.withMemoryRebound(to: sockaddr.self) { addresses in
        addresses.baseAddress.map { call($0, socklen_t(size)) } ?? -1
      }
    }
    _ = try check(result)
  }

  static func check(_ result: CInt) throws(Errno) -> CInt {
    guard result >= 0 else { throw Errno(rawValue: errno) }
    return result
  }
}
