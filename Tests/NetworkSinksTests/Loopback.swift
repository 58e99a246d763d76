import Foundation
import Synchronization
import Testing

/// A listening socket of the test itself, for what no receiver does on purpose.
final class Loopback: Sendable {
  let port: Int
  private let listening: Int32

  /// Listens.
  ///
  /// - Parameter receiveBuffer: the size of the kernel's buffer for what is not read; nil: as usual.
  /// - Throws: where the kernel refuses.
  init(receiveBuffer: Int32? = nil) throws {
    listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    if var receiveBuffer {
      setsockopt(listening, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
    }
    port = try Self.bind(listening)
    try #require(listen(listening, 8) == 0)
  }

  deinit {
    close(listening)
  }

  /// A port at which nobody listens.
  static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    return try bind(descriptor)
  }

  private static func bind(_ descriptor: Int32) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        let bound = Glibc.bind(descriptor, $0, size)
        return bound == 0 ? getsockname(descriptor, $0, &size) : bound
      }
    }
    try #require(status == 0)
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// The next connection.
  func accept() -> Connection {
    Connection(descriptor: Glibc.accept(listening, nil, nil))
  }

  /// One connection's end.
  struct Connection: Sendable {
    let descriptor: Int32

    /// Reads so many bytes, or until the end.
    func read(_ count: Int, atOnce piece: Int = 65_536, resting: useconds_t = 0) -> [UInt8] {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: piece)
      while bytes.count < count {
        let got = Glibc.read(descriptor, &buffer, min(piece, count - bytes.count))
        if got <= 0 { return bytes }
        bytes += buffer[..<got]
        if resting > 0 { usleep(resting) }
      }
      return bytes
    }

    func write(_ text: String) {
      let bytes = Array(text.utf8)
      _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func close() { Glibc.close(descriptor) }

    /// Ends it with a reset, whatever is on its way.
    func reset() {
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
      close()
    }
  }
}

/// A result that another thread brings.
final class Promised<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let arrived = DispatchSemaphore(value: 0)

  /// Has a thread of its own find it.
  init(_ body: @escaping @Sendable () -> Value) {
    Thread.detachNewThread { [self] in
      let found = body()
      value.withLock { $0 = found }
      arrived.signal()
    }
  }

  /// Waits for it.
  ///
  /// - Returns: nil if it does not come before the deadline.
  func get(seconds: Int = 120) -> Value? {
    guard arrived.wait(timeout: .now() + .seconds(seconds)) == .success else { return nil }
    arrived.signal()
    return value.withLock { $0 }
  }
}
