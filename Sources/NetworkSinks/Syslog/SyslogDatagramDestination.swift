public import Events
import Glibc
import NIOCore
public import Sinks
import Synchronization
import SystemPackage
import Threading

/// Messages of RFC 5424 to a unix datagram socket such as /dev/log, one a datagram.
///
/// A message that is too large for one is refused: half an event is none. ``takeRefused()`` says how
/// many there were.
public final class SyslogDatagramDestination: Destination, @unchecked Sendable {
  // Safety: what is not atomic is only touched by the one thread that delivers and closes.
  private let path: String
  private let header: SyslogHeader
  private var socket: SystemPackage.FileDescriptor?
  private var message = ByteBuffer()
  private var refused: [EventKind: Int] = [:]
  private let shallReopen = Atomic(false)
  private let isEnding = Atomic(false)

  /// How long is waited for room at once, and in all once the sensor is about to end, in milliseconds.
  private static let rest: CInt = 100
  private static let lastPatience: UInt64 = 1000

  init(path: String, _ header: SyslogHeader) {
    self.path = path
    self.header = header
  }

  deinit {
    closeSocket()
  }

  public var name: String { "syslog:" + PeerAddress.unixDatagram(path: path).text }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    if shallReopen.exchange(false, ordering: .relaxed) { closeSocket() }
    var refusedHere: [EventKind: Int] = [:]
    for position in 0..<batch.lineCount {
      let kind = batch.line(at: position).kind
      message.clear()
      batch.withBytes { bytes in
        bytes.withUnsafeBytes { bytes in
          let line = bytes.line(at: position, of: batch)
          header.write(for: line, kind: kind, to: &message)
          message.writeBytes(line)
        }
      }
      if try !send() { refusedHere[kind, default: 0] += 1 }
    }
    // Only now: a batch that fails comes again.
    refused.merge(refusedHere, uniquingKeysWith: +)
  }

  public func takeRefused() -> [EventKind: Int] {
    defer { refused = [:] }
    return refused
  }

  public func reopen() { shallReopen.store(true, ordering: .relaxed) }

  public func stopWaiting() { isEnding.store(true, ordering: .relaxed) }

  public func close() throws(DeliveryFailure) { closeSocket() }

  /// Sends the message.
  ///
  /// - Returns: false if it is too large for a datagram.
  private func send() throws(DeliveryFailure) -> Bool {
    let start = nanoseconds(of: CLOCK_MONOTONIC)
    while true {
      let socket = try connectedSocket()
      let sent = message.withUnsafeReadableBytes {
        Glibc.send(socket.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 { return true }
      let error = Errno(rawValue: errno)
      switch error {
      case .messageTooLong:
        return false
      case .interrupted:
        continue
      case .resourceTemporarilyUnavailable:
        let waited = (nanoseconds(of: CLOCK_MONOTONIC) - start) / 1_000_000
        if isEnding.load(ordering: .relaxed), waited >= Self.lastPatience {
          throw DeliveryFailure("the receiver has no room, and the sensor is about to end")
        }
        var state = pollfd(fd: socket.rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&state, 1, Self.rest)
      default:
        closeSocket()
        throw ConnectionFailure.of(error, at: .unixDatagram(path: path))
      }
    }
  }

  private func connectedSocket() throws(DeliveryFailure) -> SystemPackage.FileDescriptor {
    if let socket { return socket }
    do {
      let address = try SocketAddress(unixDomainSocketPath: path)
      let kind = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
      let descriptor = Glibc.socket(AF_UNIX, kind, 0)
      guard descriptor >= 0 else { throw Errno(rawValue: errno) }
      socket = .init(rawValue: descriptor)
      let status = address.withSockAddr { connect(descriptor, $0, socklen_t($1)) }
      guard status == 0 else { throw Errno(rawValue: errno) }
      return .init(rawValue: descriptor)
    } catch {
      closeSocket()
      throw ConnectionFailure.of(error, at: .unixDatagram(path: path))
    }
  }

  private func closeSocket() {
    // Nothing is pending in a datagram socket: what close(2) says makes no difference.
    try? socket?.close()
    socket = nil
  }
}
