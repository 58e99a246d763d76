package import Foundation
import Testing

/// A listening socket of the test itself, for what no receiver does on purpose.
package final class Loopback: Sendable {
  package let port: Int
  private let listening: Int32

  /// Listens.
  ///
  /// - Parameters:
  ///   - port: where; nil: at any port that is free.
  ///   - receiveBuffer: the size of the kernel's buffer for what is not read; nil: as usual.
  /// - Throws: where the kernel refuses.
  package init(port: Int? = nil, receiveBuffer: Int32? = nil) throws {
    listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    if var receiveBuffer {
      setsockopt(listening, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
    }
    self.port = try Self.bind(listening, port ?? 0)
    try #require(listen(listening, 8) == 0)
  }

  deinit {
    close(listening)
  }

  /// Has no more connections; whoever waits for one gets one that is none.
  package func end() { shutdown(listening, Int32(SHUT_RDWR)) }

  /// A port at which nobody listens.
  package static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    return try bind(descriptor)
  }

  private static func bind(_ descriptor: Int32, _ port: Int = 0) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    address.sin_port = in_port_t(port).bigEndian
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
  package func accept() -> Connection {
    Connection(descriptor: Glibc.accept(listening, nil, nil))
  }

  /// One connection's end.
  package struct Connection: Sendable {
    package let descriptor: Int32

    /// One that is open.
    package init(descriptor: Int32) {
      self.descriptor = descriptor
    }

    /// Reads so many bytes, or until the end.
    package func read(_ count: Int, atOnce piece: Int = 65_536, resting: useconds_t = 0) -> [UInt8]
    {
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

    /// Reads what is there, and waits for it; nothing: it is the end.
    package func readSome(atMost count: Int) -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
        used = max(0, Glibc.read(descriptor, buffer.baseAddress, count))
      }
    }

    package func write(_ text: String) {
      let bytes = Array(text.utf8)
      _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    package func close() { Glibc.close(descriptor) }

    /// Ends it with a reset, whatever is on its way.
    package func reset() {
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
      close()
    }
  }
}
