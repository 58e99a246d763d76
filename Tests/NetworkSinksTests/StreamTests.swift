import Events
import Foundation
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

/// Over unix and TCP, to socat and ncat.
@Suite struct StreamTests {
  static let count = 100_000

  @Test("100 000 lines arrive at socat over a unix socket")
  func socat() throws {
    let scratch = try Scratch()
    let path = scratch.path("socket")
    let receiver = try Receiver(
      "socat", ["-u", "UNIX-LISTEN:\(path)", "OPEN:\(scratch.path("out")),creat"],
      in: scratch.folder)
    try receiver.waitForSocket(path)
    let sink = try StreamDestination(StreamTarget(peer: .unix(path: path)))
    #expect(try sink.deliverAll(Lines.batches(0..<Self.count)) == [])
    try sink.close()
    #expect(receiver.waitForEnd())
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<Self.count) == nil)
  }

  @Test("100 000 lines arrive at ncat over TCP")
  func ncat() throws {
    let scratch = try Scratch()
    let port = try Loopback.freePort()
    let receiver = try Receiver(
      "ncat", ["-l", "127.0.0.1", "\(port)", "--recv-only"], in: scratch.folder, output: "out")
    try receiver.waitForPort(port)
    let sink = try StreamDestination(.tcp(port))
    #expect(try sink.deliverAll(Lines.batches(0..<Self.count)) == [])
    try sink.close()
    #expect(receiver.waitForEnd())
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<Self.count) == nil)
  }

  @Test("A receiver that is stopped for a while gets every line once")
  func stopped() throws {
    let scratch = try Scratch()
    let port = try Loopback.freePort()
    let receiver = try Receiver(
      "socat", ["-u", "TCP-LISTEN:\(port),bind=127.0.0.1", "OPEN:\(scratch.path("out")),creat"],
      in: scratch.folder)
    try receiver.waitForPort(port)
    let sink = try StreamDestination(.tcp(port))
    let batches = Lines.batches(0..<50_000)
    try sink.deliver(batches[0])
    receiver.stop()
    let delivered = Promised { (try? sink.deliverAll(Array(batches.dropFirst()))) ?? [] }
    #expect(delivered.get(seconds: 3) == nil)
    receiver.goOn()
    #expect(delivered.get() == [])
    try sink.close()
    #expect(receiver.waitForEnd())
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<50_000) == nil)
  }

  @Test("A receiver that reads a byte at a time is waited for")
  func slow() throws {
    let server = try Loopback(receiveBuffer: 2048)
    let lines = Lines.batches(0..<400)
    let bytes = lines.map(\.count).reduce(0, +)
    let received = Promised { server.accept().read(bytes, atOnce: 1) }
    let sink = try StreamDestination(.tcp(server.port))
    #expect(try sink.deliverAll(lines) == [])
    let text = String(decoding: received.get() ?? [], as: UTF8.self)
    #expect(Lines.difference(text.split(separator: "\n"), 0..<400) == nil)
  }

  @Test("After a reset in the middle of a line everything comes again, in whole lines")
  func reset() throws {
    let server = try Loopback(receiveBuffer: 4096)
    let batches = Lines.batches(0..<2000)
    let received = Promised {
      let first = server.accept()
      let beginning = first.read(100_123)
      first.reset()
      let second = server.accept()
      return [beginning, second.read(batches.map(\.count).reduce(0, +))]
    }
    let sink = try StreamDestination(.tcp(server.port))
    let failures = try sink.deliverAll(batches)
    try sink.close()
    #expect(failures.count == 1)
    #expect(failures.first?.isFinal == false)
    let texts = try #require(received.get()).map { String(decoding: $0, as: UTF8.self) }
    // The first connection's own lines are whole but for the last, and all of them come again.
    let whole = texts[0].split(separator: "\n").dropLast()
    #expect(Lines.difference(Array(whole), 0..<whole.count) == nil)
    let all = Array(whole) + texts[1].split(separator: "\n")
    #expect(Lines.difference(all, 0..<2000, repeats: true) == nil)
    #expect(texts[1].hasPrefix(Lines.line(0)))
  }

  @Test("Who accepts and closes takes nothing")
  func acceptsAndCloses() throws {
    let server = try Loopback()
    let rounds = 5
    let closed = Promised {
      for _ in 0..<rounds { server.accept().close() }
      return true
    }
    let sink = try StreamDestination(.tcp(server.port))
    let batch = Lines.batches(0..<100)[0]
    for _ in 0..<rounds {
      let failure = try #require(sink.failure(of: batch))
      #expect(!failure.isFinal)
    }
    #expect(closed.get() == true)
  }

  @Test("Nobody listens: refused, with the address")
  func refused() throws {
    let port = try Loopback.freePort()
    let sink = try StreamDestination(.tcp(port))
    let failure = try #require(sink.failure(of: Lines.batches(0..<1)[0]))
    #expect(failure.description == "connection refused (127.0.0.1)")
    #expect(!failure.isFinal)
  }

  @Test("There is no such socket, no such host")
  func unknown() throws {
    let batch = Lines.batches(0..<1)[0]
    let socket = try StreamDestination(StreamTarget(peer: .unix(path: "/nonexistent/socket")))
    #expect(socket.failure(of: batch)?.description == "no such file or directory")
    let host = try StreamDestination(StreamTarget(peer: .tcp(host: "no.such.invalid", port: 1)))
    let failure = try #require(host.failure(of: batch)).description
    #expect(failure.contains("no.such.invalid"))
  }

  @Test("A receiver that went while nothing was sent is noticed, and the next one gets the lines")
  func restarted() throws {
    let server = try Loopback()
    let batches = Lines.batches(0..<2000, of: 800_000)
    let sink = try StreamDestination(.tcp(server.port))
    for batch in batches.prefix(2) {
      let received = Promised {
        let connection = server.accept()
        return (connection, connection.read(batch.count).count)
      }
      try sink.deliver(batch)
      let (connection, count) = try #require(received.get())
      #expect(count == batch.count)
      connection.close()
      usleep(500_000)  // the end comes meanwhile
    }
  }

  @Test("Reopening makes another connection, after the end of the first")
  func reopened() throws {
    let server = try Loopback()
    let batches = Lines.batches(0..<2000, of: 800_000)
    let received = Promised {
      (0..<2).map { _ in
        let connection = server.accept()
        defer { connection.close() }
        return connection.read(Int.max).count
      }
    }
    let sink = try StreamDestination(.tcp(server.port))
    try sink.deliver(batches[0])
    sink.reopen()
    try sink.deliver(batches[1])
    try sink.close()
    #expect(received.get() == batches.prefix(2).map(\.count))
  }

  @Test("Waiting for who does not read ends when the sensor does")
  func ending() throws {
    let server = try Loopback(receiveBuffer: 4096)
    let sink = try StreamDestination(.tcp(server.port))
    let batches = Lines.batches(0..<20_000)
    let failure = Promised { batches.lazy.compactMap { sink.failure(of: $0) }.first }
    let connection = server.accept()
    #expect(failure.get(seconds: 2) == nil)
    sink.stopWaiting()
    let text = try #require(failure.get(seconds: 30) ?? nil).description
    #expect(text.contains("about to end"))
    connection.close()
  }

  @Test("Who speaks TLS says so to who does not")
  func plainToTLS() throws {
    let server = try Loopback()
    let batch = Lines.batches(0..<10)[0]
    let served = Promised {
      let connection = server.accept()
      // A fatal alert, unexpected message.
      connection.write("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{a}")
      defer { connection.close() }
      return connection.read(batch.count).count
    }
    let sink = try StreamDestination(.tcp(server.port))
    let failure = try #require(sink.failure(of: batch))
    #expect(failure.description.contains("speaks TLS"))
    #expect(served.get() == batch.count)
  }

  @Test("A datagram socket is no stream")
  func datagram() {
    let target = SinkTarget.stream(StreamTarget(peer: .unixDatagram(path: "/dev/log")))
    #expect(throws: DeliveryFailure.self) { try NetworkDestinations.make(target) }
  }
}
