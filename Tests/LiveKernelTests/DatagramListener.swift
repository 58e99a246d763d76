import Foundation

/// A socket of the unix family that takes datagrams, as systemd's does.
final class DatagramListener {
  private let descriptor: CInt

  /// Listens at a path.
  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HarnessError(call: "socket") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard result == 0 else { throw HarnessError(call: path) }
  }

  deinit {
    close(descriptor)
  }

  /// The next one; `nil` if none comes in time.
  func next(deadline seconds: TimeInterval) -> String? {
    let end = Date(deadline: seconds)
    while true {
      let left = max(0, end.timeIntervalSinceNow)
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wanted, 1, Int32(left * 1000)) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count >= 0 { return String(decoding: bytes[..<count], as: UTF8.self) }
    }
  }
}
