import Foundation
import Glibc
import SystemPackage
import Testing

@testable import Sensor

/// What systemd is told, as a socket of ours hears it.
@Suite struct ServiceManagerTests {
  /// Somebody who listens as systemd does.
  private final class Listener {
    let path: String
    private let descriptor: CInt

    init() throws {
      path = "/tmp/lookback-notify-\(UUID().uuidString.prefix(8))"
      descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
      }
      try #require(result == 0, "\(Errno(rawValue: errno))")
    }

    deinit {
      close(descriptor)
      unlink(path)
    }

    /// What has come; nil: nothing.
    func next() -> String? {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &bytes, bytes.count, CInt(MSG_DONTWAIT))
      return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
  }

  private func manager(
    _ listener: Listener, _ more: [String: String] = [:]
  ) throws -> ServiceManager {
    let variables = more.merging(["NOTIFY_SOCKET": listener.path]) { $1 }
    return try #require(try ServiceManager { variables[$0] })
  }

  @Test("Nobody is told where nobody has asked")
  func nobody() throws {
    #expect(try ServiceManager { _ in nil } == nil)
    #expect(try ServiceManager { _ in "" } == nil)
  }

  @Test(
    "A place where nobody listens is an error",
    arguments: ["/nowhere/notify", "relative", "@lookback-nobody"])
  func broken(_ path: String) {
    #expect(throws: Errno.self) {
      try ServiceManager { $0 == "NOTIFY_SOCKET" ? path : nil }
    }
  }

  @Test("Ready, reloading, stopping, each with what belongs to it")
  func states() throws {
    let listener = try Listener()
    let manager = try manager(listener)
    manager.tellReady("records\nREADY=0")
    #expect(listener.next() == "READY=1\nSTATUS=records READY=0")
    manager.tellReloading()
    let reloading = try #require(listener.next())
    #expect(reloading.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=\d+/) != nil)
    manager.tell("waits")
    #expect(listener.next() == "STATUS=waits")
    manager.tellStopping("ends")
    #expect(listener.next() == "STOPPING=1\nSTATUS=ends")
    #expect(listener.next() == nil)
  }

  @Test("Signs of life are for a watchdog of this process only")
  func watchdog() throws {
    let listener = try Listener()
    let without = try manager(listener)
    without.ping()
    let foreign = try manager(listener, ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"])
    foreign.ping()
    let wrong = try manager(listener, ["WATCHDOG_USEC": "soon"])
    wrong.ping()
    #expect(listener.next() == nil)
    let with = try manager(
      listener, ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"])
    #expect(with.watchdog == 30_000_000_000)
    with.ping()
    #expect(listener.next() == "WATCHDOG=1")
  }

  @Test("Who does not listen holds nobody up")
  func full() throws {
    let listener = try Listener()
    let manager = try manager(listener, ["WATCHDOG_USEC": "1000"])
    let start = ContinuousClock.now
    for _ in 0..<5000 { manager.ping() }
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(listener.next() == "WATCHDOG=1")
  }
}
