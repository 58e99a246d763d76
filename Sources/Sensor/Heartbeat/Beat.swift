/// A sign of life, as it stands in the file of heartbeats.
struct Beat: Sendable, Equatable {
  /// The host's id.
  var host: String
  /// The boot's.
  var boot: String
  /// Which run of the sensor it is.
  var run: String
  /// How many there were before, those of earlier runs included.
  var number: UInt64
  /// The moment, in nanoseconds since boot: so far everything was drained.
  var bootTime: UInt64
  /// The same, in nanoseconds since 1970.
  var realTime: Int64
  /// The number of the last event by then.
  var sequence: UInt64
  /// Whether it is the last one: the sensor ended in order.
  var isLast: Bool
}

/// One line of text, with a checksum at its end.
extension Beat {
  private static let mark = "lookback-heartbeat/1"

  /// The line, without its newline.
  var text: String {
    let body = [
      Self.mark, "host=\(host)", "boot=\(boot)", "run=\(run)", "number=\(number)",
      "boottime=\(bootTime)", "realtime=\(realTime)", "seq=\(sequence)",
      "state=\(isLast ? "ended" : "runs")",
    ].joined(separator: " ")
    return "\(body) sum=\(String(Self.sum(of: body), radix: 16))"
  }

  /// Reads a line; nil if it is not one, or not all of it is as it was written.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.first.map(String.init) == Self.mark, let last = words.last else { return nil }
    let body = words.dropLast().joined(separator: " ")
    guard last == "sum=\(String(Self.sum(of: body), radix: 16))" else { return nil }
    func value(_ name: String) -> String? {
      words.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }
    guard let host = value("host"), let boot = value("boot"), let run = value("run"),
      let number = value("number").flatMap({ UInt64($0) }), number < .max,
      let bootTime = value("boottime").flatMap({ UInt64($0) }), bootTime <= Self.latest,
      let realTime = value("realtime").flatMap({ Int64($0) }), (0...Int64(Self.latest)) ~= realTime,
      let sequence = value("seq").flatMap({ UInt64($0) }),
      let state = value("state"), state == "ended" || state == "runs"
    else { return nil }
    self.init(
      host: host, boot: boot, run: run, number: number, bootTime: bootTime, realTime: realTime,
      sequence: sequence, isLast: state == "ended")
  }

  /// Two such moments can be added: the year 2116.
  private static let latest: UInt64 = 1 << 62

  /// FNV-1a: what a disk or an editor did is seen, what somebody did who knows it is not.
  private static func sum(of text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
