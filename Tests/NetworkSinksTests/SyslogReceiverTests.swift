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
  private let authority: Authority
  private let server: Authority.Identity
  private let client: Authority.Identity
  private let port: Int

  init() throws {
    scratch = try Scratch()
    authority = try Authority(in: scratch.folder)
    server = try authority.identity("server", names: "DNS:localhost")
    client = try authority.identity("client", names: "DNS:client")
    port = try Loopback.freePort()
  }

  private var target: SyslogTarget {
    SyslogTarget(
      peer: .tls(host: "localhost", port: port, TLSSettings(authority, client: client)))
  }

  private func rsyslog(_ input: String) throws -> Receiver {
    let configuration = try scratch.write(
      """
      global(workDirectory="\(scratch.folder.path)" maxMessageSize="64k"
        defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="\(authority.certificate)"
        defaultNetstreamDriverCertFile="\(server.certificate)"
        defaultNetstreamDriverKeyFile="\(server.key)")
      main_queue(queue.type="FixedArray" queue.size="200000" queue.timeoutEnqueue="60000")
      \(input)
      template(name="message" type="string" string="%msg%\\n")
      template(name="head" type="string"
        string="%pri% %timestamp:::date-rfc3339% %app-name% %procid% %msgid%\\n")
      action(type="omfile" file="\(scratch.path("out"))" template="message")
      action(type="omfile" file="\(scratch.path("heads"))" template="head")
      """, to: "rsyslog.conf")
    return try Receiver(rsyslog: configuration, in: scratch.folder)
  }

  @Test("100 000 messages arrive at rsyslog, and their heads are read")
  func rsyslog() throws {
    let receiver = try rsyslog(
      """
      module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1"
        streamDriver.authMode="x509/certvalid")
      input(type="imtcp" port="\(port)")
      """)
    try receiver.waitForPort(port)
    let sink = try SyslogDestination(target)
    #expect(try sink.deliverAll(Lines.batches(0..<Self.count)) == [])
    try sink.close()
    try expectAll(Self.count, receiver)
    let head = "110 2026-11-22T10:00:00.123456Z lookback \(getpid()) file.open"
    #expect(Set(scratch.lines(of: "heads")) == [head[...]])
  }

  @Test("100 000 messages arrive at syslog-ng, and their heads are read")
  func syslogNG() throws {
    let configuration = try scratch.write(
      """
      @version: 3.38
      options { log-msg-size(65536); time-reap(1); };
      source network {
        syslog(ip("127.0.0.1") port(\(port)) transport("tls") log-iw-size(10000)
          tls(key-file("\(server.key)") cert-file("\(server.certificate)")
            ca-file("\(authority.certificate)") peer-verify(required-trusted)));
      };
      destination messages { file("\(scratch.path("out"))" template("$MSG\\n")); };
      destination heads {
        file("\(scratch.path("heads"))" template("$PRI $PROGRAM $PID $MSGID\\n"));
      };
      log { source(network); destination(messages); destination(heads); flags(flow-control); };
      """, to: "syslog-ng.conf")
    let receiver = try Receiver(
      "syslog-ng",
      ["-F", "--no-caps", "-f", configuration, "-R", scratch.path("persist")]
        + ["--module-path=\(Receiver.unpacked)/usr/lib/syslog-ng/3.38"]
        + ["-p", scratch.path("pid"), "-c", scratch.path("control")], in: scratch.folder)
    try receiver.waitForPort(port)
    let sink = try SyslogDestination(target)
    #expect(try sink.deliverAll(Lines.batches(0..<Self.count)) == [])
    try sink.close()
    try expectAll(Self.count, receiver)
    let head = "110 lookback \(getpid()) file.open"
    #expect(Set(scratch.lines(of: "heads")) == [head[...]])
  }

  @Test("rsyslog that is restarted gets every message at least once")
  func restarted() throws {
    let input = """
      module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1"
        streamDriver.authMode="x509/certvalid")
      input(type="imtcp" port="\(port)")
      """
    let first = try rsyslog(input)
    try first.waitForPort(port)
    let batches = Lines.batches(0..<20_000)
    let sink = try SyslogDestination(target)
    #expect(try sink.deliverAll(Array(batches.prefix(20))) == [])
    let stored = batches.prefix(20).map(\.count).reduce(0, +)
    scratch.waitForBytes(stored, in: "out")
    first.end()
    let second = try rsyslog(input)
    try second.waitForPort(port)
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
