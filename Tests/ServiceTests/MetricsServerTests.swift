import Foundation
import Glibc
import Logging
import Testing

@testable import MetricsServer

/// Who asks over HTTP, and how: the server answers what it should and holds on to nobody.
@Suite struct MetricsServerTests {
  /// A server on a path of its own.
  private final class Served {
    let path = "/tmp/lookback-metrics-\(UUID().uuidString.prefix(8)).sock"
    let server: MetricsServer

    init(_ text: String = "a 1\n") throws {
      server = try MetricsServer(at: .path(path), logger: Logger(label: "test"))
      server.start { text }
    }

    deinit {
      server.stop()
    }

    /// A connection; -1: there is none.
    func connect() -> CInt {
      let client = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
      var time = timeval(tv_sec: 20, tv_usec: 0)
      setsockopt(
        client, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(client, $0, size) }
      }
      guard result == 0 else {
        close(client)
        return -1
      }
      return client
    }

    /// All that comes until the end.
    func rest(_ client: CInt) -> String {
      var answer: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = recv(client, &piece, piece.count, 0)
        guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
        answer += piece[..<count]
      }
    }

    func ask(_ request: String) -> String {
      let client = connect()
      defer { close(client) }
      let bytes = Array(request.utf8)
      _ = send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL))
      return rest(client)
    }
  }

  @Test("GET has the page, HEAD all but the page")
  func page() throws {
    let served = try Served("lookback_x 1\n")
    let page = served.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(page.contains("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"))
    #expect(page.contains("\r\ncontent-length: 13\r\n"))
    #expect(page.hasSuffix("\r\n\r\nlookback_x 1\n"))
    let head = served.ask("HEAD /metrics?x=1 HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(head.contains("\r\ncontent-length: 13\r\n") && head.hasSuffix("\r\n\r\n"))
    #expect(served.ask("GET /metrics HTTP/1.0\r\n\r\n").hasSuffix("\r\n\r\nlookback_x 1\n"))
  }

  @Test("Other methods and paths are refused")
  func refused() throws {
    let served = try Served()
    let post = served.ask("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
    #expect(post.hasPrefix("HTTP/1.1 405 ") && post.contains("\r\nallow: GET, HEAD\r\n"))
    for path in ["/", "/metrics/", "/metrics/..", "/etc/passwd", "*"] {
      let answer = served.ask("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(path)")
    }
  }

  @Test(
    "What is no HTTP ends the connection, and not the server",
    arguments: [
      "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n",
      "GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET /metrics HTTP/1.1\r\nA: " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
    ])
  func malformed(_ request: String) throws {
    let served = try Served()
    #expect(!served.ask(request).hasPrefix("HTTP/1.1 200"))
    #expect(served.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").hasSuffix("a 1\n"))
  }

  @Test("Who says nothing is left after a while; who comes while there are too many, at once")
  func crowd() throws {
    let served = try Served()
    let start = ContinuousClock.now
    let silent = (0..<MetricsServer.connectionLimit).map { _ in served.connect() }
    defer { for client in silent { close(client) } }
    #expect(silent.allSatisfy { $0 >= 0 })
    #expect(served.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n") == "")
    #expect(ContinuousClock.now - start < .seconds(5))
    for client in silent { #expect(served.rest(client) == "") }
    #expect(ContinuousClock.now - start < .seconds(18))
    #expect(served.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").hasSuffix("a 1\n"))
  }

  @Test("Its file is its owner's, goes with it, and takes the place of one that was left")
  func file() throws {
    let served = try Served()
    var facts = stat()
    #expect(lstat(served.path, &facts) == 0 && facts.st_mode & 0o7777 == 0o600)
    // Somebody listens there.
    #expect(throws: MetricsServer.Failure.self) {
      try MetricsServer(at: .path(served.path), logger: Logger(label: "test"))
    }
    served.server.stop()
    #expect(lstat(served.path, &facts) != 0)
  }

  @Test(
    "Where nobody can listen, that is an error",
    arguments: [.address("localhost", port: 1), .address("::x", port: 1), .path("/no/such/x")]
      as [MetricsPlace])
  func nowhere(_ place: MetricsPlace) {
    #expect(throws: MetricsServer.Failure.self) {
      try MetricsServer(at: place, logger: Logger(label: "test"))
    }
  }
}
