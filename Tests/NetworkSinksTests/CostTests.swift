import Events
import Foundation
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

/// What sending costs, for a person to read: `LOOKBACK_MEASURE=1`, in a release build.
@Suite struct CostTests {
  private static let isAsked = ProcessInfo.processInfo.environment["LOOKBACK_MEASURE"] == "1"
  private static let rounds = 40

  @Test(
    "The processor's time for a line of 700 bytes",
    .enabled(if: isAsked, "takes a release build: LOOKBACK_MEASURE=1"),
    arguments: ["tcp", "syslog over tcp", "tls", "syslog over tls"])
  func cost(way: String) throws {
    let scratch = try Scratch()
    let port = try Loopback.freePort()
    let authority = try Authority(in: scratch.folder)
    let identity = try authority.identity("server", names: "DNS:localhost")
    let usesTLS = way.hasSuffix("tls")
    let listener =
      usesTLS
      ? "OPENSSL-LISTEN:\(port),bind=127.0.0.1,cert=\(identity.certificate),key=\(identity.key),verify=0"
      : "TCP-LISTEN:\(port),bind=127.0.0.1"
    let receiver = try Receiver(
      "socat", ["-u", "-b", "262144", listener, "/dev/null"], in: scratch.folder)
    try receiver.waitForPort(port)
    let peer: PeerAddress =
      usesTLS
      ? .tls(host: "localhost", port: port, TLSSettings(authority))
      : .tcp(host: "127.0.0.1", port: port)
    let target: SinkTarget =
      way.hasPrefix("syslog")
      ? .syslog(SyslogTarget(peer: peer)) : .stream(StreamTarget(peer: peer))
    let sink = try NetworkDestinations.make(target)
    let batches = Lines.batches(0..<20_000)
    _ = try sink.deliverAll(batches)
    let before = Self.processorTime
    let start = Date()
    for _ in 0..<Self.rounds { _ = try sink.deliverAll(batches) }
    let lines = Double(batches.map(\.lineCount).reduce(0, +) * Self.rounds)
    let cost = (Self.processorTime - before) / lines * 1e9
    let elapsed = Date().timeIntervalSince(start) / lines * 1e9
    print("\(way): \(Int(cost)) ns of the processor's time a line, \(Int(elapsed)) ns in all")
    try sink.close()
    #expect(cost > 0)
  }

  /// Of the whole process, in seconds.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
