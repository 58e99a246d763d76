import Testing

@testable import MetricsServer

/// Which addresses metrics can be asked at.
@Suite struct MetricsAddressTests {
  @Test(
    "Loopback and paths",
    arguments: ["127.0.0.1:9464", "127.8.9.10:1", "[::1]:9464", "unix:/run/lookback/metrics.sock"])
  func taken(_ text: String) throws {
    #expect(try MetricsAddress(text).description == text)
  }

  @Test(
    "Addresses that other hosts can reach are refused with the reason",
    arguments: ["0.0.0.0:9464", "[::]:9464", "192.0.2.1:9464", "[2001:db8::1]:9464"])
  func reachable(_ text: String) {
    let error = #expect(throws: MetricsAddress.Refusal.self) { try MetricsAddress(text) }
    #expect(error?.description.contains("other hosts") == true)
  }

  @Test(
    "Everything else is refused with the form",
    arguments: [
      "", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1",
      "localhost:9464", "127.0.0.1:http", "unix:", "unix:relative",
    ])
  func malformed(_ text: String) {
    let error = #expect(throws: MetricsAddress.Refusal.self) { try MetricsAddress(text) }
    #expect(error?.description.contains("takes") == true)
  }
}
