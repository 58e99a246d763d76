import Glibc
import SystemPackage

/// What the kernel knows of a connection.
struct SocketView {
  /// Bytes that the other end does not have: its kernel over TCP, its reader over a unix socket.
  var outstanding: Int
  /// Whether the other end has closed, or something else has ended the connection.
  var hasEnded: Bool
  /// Milliseconds since the other end's host was last heard of, where it owes an answer.
  var silence: UInt32?

  /// Looks at an open socket.
  ///
  /// - Throws: the errno with which the kernel refuses to tell.
  init(of descriptor: CInt, isTCP: Bool) throws(Errno) {
    var bytes: CInt = 0
    guard ioctl(descriptor, UInt(TIOCOUTQ), &bytes) == 0 else { throw Errno(rawValue: errno) }
    outstanding = Int(bytes)
    // After the bytes: a connection that ends takes them away.
    var state = pollfd(fd: descriptor, events: Self.readHangUp, revents: 0)
    guard poll(&state, 1, 0) >= 0 else { throw Errno(rawValue: errno) }
    hasEnded = state.revents & (Self.readHangUp | Int16(POLLHUP) | Int16(POLLERR)) != 0
    if isTCP { silence = try Self.silence(of: descriptor) }
  }

  /// POLLRDHUP, which the headers keep for GNU programs.
  private static let readHangUp: Int16 = 0x2000

  private static func silence(of descriptor: CInt) throws(Errno) -> UInt32? {
    var info = tcp_info()
    var size = socklen_t(MemoryLayout<tcp_info>.size)
    guard getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, &info, &size) == 0 else {
      throw Errno(rawValue: errno)
    }
    // Bytes on their way, or questions whether there is room again: the last one that was asked
    // may still be on its way.
    let owesAnswer = info.tcpi_unacked > 0 || info.tcpi_probes > 1
    return owesAnswer ? info.tcpi_last_ack_recv : nil
  }
}
