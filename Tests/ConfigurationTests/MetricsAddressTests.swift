import Sinks
import Testing

@testable import Configuration

/// Which addresses metrics can be asked at.
@Suite struct MetricsAddressTests {
  private func problem(_ text: String) -> String? {
    do throws(Mistake) {
      _ = try MetricsAddress.form.parse(text)
      return nil
    } catch {
      return error.sentence(about: "metrics")
    }
  }

  @Test(
    "Loopback and paths",
    arguments: [
      ("127.0.0.1:9464", .loopback("127.0.0.1", port: 9464)),
      ("127.8.9.10:1", .loopback("127.8.9.10", port: 1)),
      ("[::1]:65535", .loopback("::1", port: 65_535)),
      ("unix:/run/lookback/metrics.sock", .unix(path: "/run/lookback/metrics.sock")),
      ("unix:/run/a%20b", .unix(path: "/run/a b")),
    ] as [(String, MetricsAddress)])
  func taken(_ text: String, _ address: MetricsAddress) throws {
    #expect(try MetricsAddress.form.parse(text) == address)
    #expect(address.text == text)
  }

  @Test(
    "Addresses that other hosts can reach are refused with the reason",
    arguments: [
      "0.0.0.0:9464", "[::]:9464", "192.0.2.1:9464", "[2001:db8::1]:9464", "126.255.255.255:1",
    ])
  func reachable(_ text: String) {
    #expect(problem(text)?.contains("can be reached from other hosts") == true)
  }

  @Test(
    "Everything else is refused with the form",
    arguments: [
      "", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1",
      "::1:80", "[127.0.0.1]:80", "localhost:9464", "127.0.0.1:http", "127.0.0.1:+1",
      "127.0.0.1\u{0}:80", "unix:", "unix:relative", "unix:/a%2",
    ])
  func malformed(_ text: String) {
    #expect(problem(text)?.hasPrefix("metrics takes ") == true, "\(problem(text) ?? "")")
  }

  @Test("The path of a socket has an end")
  func long() {
    let path = "/" + String(repeating: "x", count: 107)
    #expect(
      problem("unix:\(path)") == "metrics: the path of a socket has at most 107 bytes, and not 108")
    #expect(problem("unix:\(path.dropLast())") == nil)
  }
}
