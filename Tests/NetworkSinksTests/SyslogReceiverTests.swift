import Events
import Foundation
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

/// Over mutual TLS to rsyslog and syslog-ng.
@Suite struct SyslogReceiverTests {
  static let count = 100_000

  private let scratch: Scratch
  private let syslog: SecureSyslog

  init() throws {
    scratch = try Scratch()
    syslog = try SecureSyslog(in: scratch.folder)
  }

  private var target: SyslogTarget {
    SyslogTarget(
      peer: .tls(
        host: "localhost", port: syslog.port, TLSSettings(syslog.authority, client: syslog.client)))
  }

  @Test("100 000 messages arrive at rsyslog, and their heads are read")
  func rsyslog() throws {
    let receiver = try syslog.rsyslog()
    let sink = try SyslogDestination(target)
    #expect(try sink.deliverAll(Lines.batches(0..<Self.count)) == [])
    try sink.close()
    try expectAll(Self.count, receiver)
    let head = "110 2026-11-22T10:00:00.123456Z lookback \(getpid()) file.open"
    #expect(Set(scratch.lines(of: "heads")) == [head[...]])
  }

  @Test("100 000 messages arrive at syslog-ng, and their heads are read")
  func syslogNG() throws {
    let receiver = try syslog.syslogNG()
    let sink = try SyslogDestination(target)
    #expect(try sink.deliverAll(Lines.batches(0..<Self.count)) == [])
    try sink.close()
    try expectAll(Self.count, receiver)
    let head = "110 lookback \(getpid()) file.open"
    #expect(Set(scratch.lines(of: "heads")) == [head[...]])
  }

  @Test("rsyslog that is restarted gets every message at least once")
  func restarted() throws {
    let first = try syslog.rsyslog()
    let batches = Lines.batches(0..<20_000)
    let sink = try SyslogDestination(target)
    #expect(try sink.deliverAll(Array(batches.prefix(20))) == [])
    let stored = batches.prefix(20).map(\.count).reduce(0, +)
    scratch.waitForBytes(stored, in: "out")
    first.end()
    let second = try syslog.rsyslog()
    _ = try sink.deliverAll(Array(batches.dropFirst(20)))
    try sink.close()
    scratch.waitForBytes(20_000 * (Lines.length), in: "out")
    second.end()
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<20_000, repeats: true) == nil)
  }

  private func expectAll(_ count: Int, _ receiver: Receiver) throws {
    scratch.waitForBytes(count * Lines.length, in: "out")
    receiver.end()
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<count) == nil, "\(receiver.messages)")
    #expect(scratch.lines(of: "heads").count == count)
  }
}
