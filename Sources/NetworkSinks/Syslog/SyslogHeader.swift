import Events
import Glibc
import NIOCore
import Sinks

/// Makes messages as RFC 5424 has them of lines:
/// `<110>1 2026-11-22T10:00:00.123456Z host lookback 812 process.exec - {"kind":…}`.
///
/// The line is the message as it is. There is no byte order mark before it: the RFC wants one where a
/// message says that it is UTF-8, but JSON must have none (RFC 8259, 8.1), and receivers that take
/// the JSON apart stumble over it; without one the message is MSG-ANY.
struct SyslogHeader {
  private let facility: Int
  /// What stands behind the time, by kind.
  private let ends: [[UInt8]]
  /// Whether events of a kind have a severity of their own.
  private let ownSeverity: [Bool]
  private let time = LineMember("time", "@timestamp", type: .string)
  private let severity = LineMember("severity", type: .number)

  /// For the messages of this process on this host.
  ///
  /// - Throws: ``DeliveryFailure``, final: all that is wrong with what is asked for.
  init(_ target: SyslogTarget) throws(DeliveryFailure) {
    var problems: [String] = []
    if !(0...23).contains(target.facility) {
      problems.append("facility \(target.facility) is none of 0 to 23")
    }
    if Self.printable(target.application, atMost: 48) == nil {
      problems.append(
        "application '\(target.application)' is not of 1 to 48 visible ASCII characters")
    }
    guard problems.isEmpty else {
      throw DeliveryFailure(problems.joined(separator: "; "), isFinal: true)
    }
    facility = target.facility
    let host = Self.printable(Self.hostName, atMost: 255) ?? "-"
    let sender = " \(host) \(target.application) \(getpid()) "
    let kinds = (0..<EventKind.limit).map { EventKind(rawValue: UInt16($0)) }
    ends = kinds.map { kind in
      Array((sender + (Self.printable("\(kind)", atMost: 32) ?? "-") + " - ").utf8)
    }
    ownSeverity = kinds.map { kind in
      EventCatalog.definition(of: kind)?.fields.contains { $0.name == "severity" } ?? false
    }
  }

  /// Writes what stands before a line.
  ///
  /// - Parameters:
  ///   - line: the event's, without its newline.
  ///   - kind: what it tells.
  ///   - buffer: what it is appended to.
  func write(for line: UnsafeRawBufferPointer, kind: EventKind, to buffer: inout ByteBuffer) {
    let number = Int(kind.rawValue) < ends.count ? Int(kind.rawValue) : 0
    let own = ownSeverity[number] ? self.severity.value(in: line.bytes) : nil
    let severity = own.flatMap { SyslogSeverity(line[$0]) } ?? SyslogSeverity.usual(of: kind)
    let end = ends[number]
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.longestStart + end.count) {
      var text = Cursor($0)
      text.write(UInt8(ascii: "<"))
      text.write(facility * 8 + severity.rawValue)
      text.write(">1 ")
      writeTime(of: line, to: &text)
      end.withUnsafeBytes { text.write($0) }
      return text.count
    }
  }

  /// Priority, version and time: `<191>1 2026-11-22T10:00:00.123456Z`.
  private static let longestStart = 40

  /// The event's time with what the RFC has room for, microseconds; a line without a time has none.
  private func writeTime(of line: UnsafeRawBufferPointer, to text: inout Cursor) {
    guard let value = time.value(in: line.bytes), value.count >= 22,
      line[value.upperBound - 2] == UInt8(ascii: "Z")
    else {
      text.write(UInt8(ascii: "-"))
      return
    }
    let start = value.lowerBound + 1
    text.write(
      UnsafeRawBufferPointer(rebasing: line[start..<min(start + 26, value.upperBound - 2)]))
    text.write(UInt8(ascii: "Z"))
  }

  private static func printable(_ text: String, atMost length: Int) -> String? {
    let isPrintable = text.utf8.allSatisfy { (33...126).contains($0) }
    return isPrintable && (1...length).contains(text.utf8.count) ? text : nil
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
