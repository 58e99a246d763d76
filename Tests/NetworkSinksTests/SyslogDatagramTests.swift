import Events
import Foundation
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

@Suite struct SyslogDatagramTests {
  private let scratch: Scratch
  private let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.path("log")
  }

  private func makeSink() throws -> any Destination {
    try NetworkDestinations.make(.syslog(SyslogTarget(peer: .unixDatagram(path: path))))
  }

  /// A socket that is bound to the path.
  private func bound() throws -> Loopback.Connection {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0)
    return Loopback.Connection(descriptor: descriptor)
  }

  /// The line in each of so many datagrams.
  private static func receive(_ count: Int, from socket: Loopback.Connection) -> [String] {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    return (0..<count).map { _ in
      let size = read(socket.descriptor, &buffer, buffer.count)
      let text = String(decoding: buffer[..<max(0, size)], as: UTF8.self)
      return String(text.drop { $0 != "{" })
    }
  }

  @Test("A message is a datagram, and a receiver without room is waited for")
  func messages() throws {
    let socket = try bound()
    defer { socket.close() }
    let sink = try makeSink()
    let delivered = Promised { (try? sink.deliverAll(Lines.batches(0..<2000))) ?? [] }
    // The kernel keeps a few only.
    #expect(delivered.get(seconds: 1) == nil)
    let lines = Self.receive(2000, from: socket)
    #expect(delivered.get() == [])
    #expect(Lines.difference(lines.map { $0[...] }, 0..<2000) == nil)
    #expect(sink.takeRefused() == [:])
  }

  @Test("A message that is too large for a datagram is refused and counted, the others arrive")
  func refused() throws {
    let socket = try bound()
    defer { socket.close() }
    let sink = try makeSink()
    let large = Lines.batches(0..<1, length: 400_000, of: 800_000)
    let received = Promised { Self.receive(2, from: socket) }
    try sink.deliver(Lines.batches(0..<1)[0])
    try sink.deliver(large[0])
    try sink.deliver(Lines.batches(1..<2)[0])
    #expect(received.get() == [Lines.line(0), Lines.line(1)])
    #expect(sink.takeRefused() == [.fileOpen: 1])
    #expect(sink.takeRefused() == [:])
  }

  @Test("A receiver that comes back is found again")
  func restarted() throws {
    let sink = try makeSink()
    let batch = Lines.batches(0..<1)[0]
    #expect(sink.failure(of: batch)?.description == "no such file or directory")
    let first = try bound()
    try sink.deliver(batch)
    first.close()
    #expect(sink.failure(of: batch)?.description == "connection refused")
    unlink(path)
    let second = try bound()
    defer { second.close() }
    try sink.deliver(batch)
    #expect(Self.receive(1, from: second) == [Lines.line(0)])
  }

  @Test("Waiting for room ends when the sensor does")
  func ending() throws {
    let socket = try bound()
    defer { socket.close() }
    let sink = try makeSink()
    let failure = Promised { sink.failure(of: Lines.batches(0..<5000, of: 5_000_000)[0]) }
    #expect(failure.get(seconds: 1) == nil)
    sink.stopWaiting()
    #expect(try #require(failure.get() ?? nil).description.contains("about to end"))
  }

  @Test("rsyslog reads messages from such a socket")
  func rsyslog() throws {
    let configuration = try scratch.write(
      """
      global(workDirectory="\(scratch.folder.path)" maxMessageSize="64k")
      module(load="imuxsock" sysSock.use="off")
      input(type="imuxsock" socket="\(path)" useSpecialParser="off" parseHostname="on"
        rateLimit.interval="0")
      template(name="message" type="string" string="%msg%\\n")
      action(type="omfile" file="\(scratch.path("out"))" template="message")
      """, to: "rsyslog.conf")
    let receiver = try Receiver(rsyslog: configuration, in: scratch.folder)
    try receiver.waitForSocket(path)
    let sink = try makeSink()
    #expect(try sink.deliverAll(Lines.batches(0..<5000)) == [])
    scratch.waitForBytes(5000 * Lines.length, in: "out")
    receiver.end()
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<5000) == nil, "\(receiver.messages)")
  }
}
