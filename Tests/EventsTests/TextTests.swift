import Foundation
import TestSupport
import Testing

@testable import Events

/// The texts of single values.
@Suite struct TextTests {
  @Test(
    "IPv6 addresses as RFC 5952 says",
    arguments: [
      ("0000 0000 0000 0000 0000 0000 0000 0000", "::"),
      ("0000 0000 0000 0000 0000 0000 0000 0001", "::1"),
      ("0001 0000 0000 0000 0000 0000 0000 0000", "1::"),
      ("2001 0db8 0000 0000 0000 0000 0002 0001", "2001:db8::2:1"),
      ("2001 0db8 0000 0001 0001 0001 0001 0001", "2001:db8:0:1:1:1:1:1"),
      ("2001 0000 0000 0001 0000 0000 0000 0001", "2001:0:0:1::1"),
      ("2001 0db8 0000 0000 0001 0000 0000 0001", "2001:db8::1:0:0:1"),
      ("fe80 0000 0000 0000 0200 f8ff fe21 67cf", "fe80::200:f8ff:fe21:67cf"),
      ("0000 0000 0000 0000 0000 ffff c000 0280", "::ffff:192.0.2.128"),
      ("0000 0000 0000 0000 0000 0000 c000 0280", "::c000:280"),
      ("1111 2222 3333 4444 5555 6666 7777 8888", "1111:2222:3333:4444:5555:6666:7777:8888"),
      ("0000 0001 0002 0003 0004 0005 0000 0000", "0:1:2:3:4:5::"),
    ])
  func ipv6(_ groups: String, _ expected: String) throws {
    let bytes = groups.split(separator: " ").flatMap { group -> [UInt8] in
      let value = UInt16(group, radix: 16) ?? 0
      return [UInt8(value >> 8), UInt8(value & 0xff)]
    }
    #expect(EventText.address(bytes) == expected)
  }

  @Test func ipv4() {
    #expect(EventText.address([0, 10, 100, 255]) == "0.10.100.255")
    #expect(EventText.address([1, 2, 3]) == nil)
  }

  @Test("Every number of digits")
  func numbers() throws {
    var value: UInt64 = 1
    var values: [UInt64] = [0, .max]
    while value <= .max / 10 {
      values += [value - 1, value, value + 1]
      value *= 10
    }
    for value in values {
      var encoder = EventEncoder.telling()
      var header = HeaderTemplate(bootNanoseconds: 0)
      header.cgroupID = value
      header.startNanoseconds = value
      let line = try encoder.line(
        for: RecordBuilder.sensorLoss(
          header: header, reason: .sequence, kind: nil, cpu: nil, lane: nil, count: 0,
          span: 0...0))
      #expect(line.contains("\"cgroup\":{\"id\":\(value)}"))
      #expect(line.contains("\"id\":\"1a2b3c4d-0-\(String(value, radix: 16))\""))
    }
  }

  @Test func times() {
    #expect(EventText.time(0) == "1970-01-01T00:00:00.000000000Z")
    #expect(EventText.time(-1) == "1969-12-31T23:59:59.999999999Z")
    #expect(EventText.time(951_782_400_000_000_007) == "2000-02-29T00:00:00.000000007Z")
    #expect(EventText.time(.max) == "2262-04-11T23:47:16.854775807Z")
    #expect(EventText.time(.min) == "1677-09-21T00:12:43.145224192Z")
  }

  @Test("Random moments as Foundation writes them")
  func randomTimes() {
    var generator = Generator(seed: 9)
    let style = Date.ISO8601FormatStyle()
    for _ in 0..<2_000 {
      let second = Int64.random(in: -9_000_000_000...9_000_000_000, using: &generator)
      let expected = Date(timeIntervalSince1970: Double(second)).formatted(style).dropLast()
      #expect(EventText.time(second * 1_000_000_000 + 5) == "\(expected).000000005Z")
    }
  }

  @Test(arguments: [
    (136, 0, "pts/0"), (136, 300, "pts/300"), (137, 1, "pts/1048577"), (4, 0, "tty0"),
    (4, 63, "tty63"), (4, 64, "ttyS0"), (5, 0, "tty"), (5, 1, "console"), (5, 2, "5:2"),
    (204, 64, "204:64"), (4095, 1_048_575, "4095:1048575"),
  ])
  func terminals(major: UInt32, minor: UInt32, expected: String) {
    #expect(EventText.terminal(major << 20 | minor) == expected)
  }

  @Test func errors() {
    #expect(EventText.errorName(1) == "EPERM")
    #expect(EventText.errorName(133) == "EHWPOISON")
    #expect(EventText.errorName(-516) == "ERESTART_RESTARTBLOCK")
    #expect(EventText.errorName(41) == "E41")
    #expect(EventText.errorName(.min) == "E2147483648")
    #expect((1...133).filter { EventText.errorName($0) == "E\($0)" } == [41, 58])
  }

  @Test func signals() {
    #expect(EventText.signalName(1) == "SIGHUP")
    #expect(EventText.signalName(9) == "SIGKILL")
    #expect(EventText.signalName(31) == "SIGSYS")
    #expect(EventText.signalName(34) == "SIGRTMIN")
    #expect(EventText.signalName(64) == "SIGRTMIN+30")
    #expect(EventText.signalName(32) == "32")
  }
}
