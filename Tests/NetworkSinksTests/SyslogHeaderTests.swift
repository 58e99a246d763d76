import Events
import Foundation
import NIOCore
import Sinks
import Testing

@testable import NetworkSinks

@Suite struct SyslogHeaderTests {
  private func header(
    _ line: String, kind: EventKind = .processExec, facility: Int = 13
  ) throws -> String {
    var target = SyslogTarget(peer: .unixDatagram(path: "/dev/log"))
    target.facility = facility
    var buffer = ByteBuffer()
    let header = try SyslogHeader(target)
    Array(line.utf8).withUnsafeBytes { header.write(for: $0, kind: kind, to: &buffer) }
    return String(buffer: buffer)
  }

  @Test("All parts of RFC 5424")
  func parts() throws {
    let host = ProcessInfo.processInfo.hostName.split(separator: ".")[0]
    let text = try header(
      #"{"kind":"process.exec","time":"2026-11-22T10:00:00.123456789Z","seq":1}"#)
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    #expect(words.count == 8)
    #expect(words[0] == "<110>1")
    #expect(words[1] == "2026-11-22T10:00:00.123456Z")
    #expect(words[2].hasPrefix(host))
    #expect(words[3...] == ["lookback", "\(getpid())", "process.exec", "-", ""])
  }

  @Test("A loss is a warning; the facility is the one asked for")
  func priority() throws {
    #expect(try header("{}", kind: .sensorLoss, facility: 4).hasPrefix("<36>1 - "))
  }

  @Test("A time elsewhere, or another sort of time, is none")
  func times() throws {
    #expect(try header(#"{"a":{"time":"2026-11-22T10:00:00.123456789Z"}}"#).hasPrefix("<110>1 - "))
    #expect(try header(#"{"time":1763805600000}"#).hasPrefix("<110>1 - "))
    #expect(
      try header(#"{"a":[{"b":"}\""}],"@timestamp":"2026-11-22T10:00:00.1234567Z"}"#)
        .hasPrefix("<110>1 2026-11-22T10:00:00.123456Z "))
  }

  @Test("An event's own severity, at the top only")
  func severities() {
    let member = LineMember("severity", type: .number)
    func own(_ line: String) -> SyslogSeverity? {
      Array(line.utf8).withUnsafeBytes { line in
        member.value(in: line.bytes).flatMap { SyslogSeverity(line[$0]) }
      }
    }
    #expect(own(#"{"kind":"alert.raise","severity":1}"#) == .critical)
    #expect(own(#"{"a":{"severity":1},"severity":3,"b":2}"#) == .notice)
    #expect(own(#"{"a":{"severity":1}}"#) == nil)
    #expect(own(#"{"severity":9}"#) == nil)
  }

  @Test("A line that is cut anywhere is read to its end and no further")
  func cut() {
    let line = Array(#"{"kind":"a\"b","list":[1,{"x":"]"}],"time":"2026"}"#.utf8)
    let member = LineMember("other", type: .string)
    for end in 0...line.count {
      line[..<end].withUnsafeBytes { #expect(member.value(in: $0.bytes) == nil) }
    }
  }

  @Test("What no message can have is refused at once")
  func invalid() {
    var target = SyslogTarget(peer: .tcp(host: "localhost", port: 1))
    target.facility = 24
    target.application = "look back"
    let failure = #expect(throws: DeliveryFailure.self) { try SyslogDestination(target) }
    #expect(failure?.isFinal == true)
    #expect(failure?.description.contains("24") == true)
    #expect(failure?.description.contains("'look back'") == true)
  }
}
