import Capture
import Events
import Sinks
import SystemPackage

extension SensorStatus {
  /// For people: lines.
  var text: String {
    let parts = [
      [head], eventLines, lossLines, bufferLines, sinkLines, [processorLine, memoryLine],
      stateLines,
    ]
    return parts.joined().map { "\($0)\n" }.joined()
  }

  private static let width = 18
  private static let column = 14

  private static func line(_ name: String, _ text: String) -> String {
    name.padded(to: width) + text
  }

  private static func row(_ name: String, _ columns: [String]) -> String {
    name.padded(to: width + column - 4) + columns.map { $0.aligned(to: column) }.joined()
  }

  private var head: String {
    let instant = EventText.time(Int64(first.time) + facts.host.bootToRealtime).prefix(19)
    return
      "sensor \(facts.process): Lookback \(facts.version) on Linux \(facts.host.kernel), records "
      + "since \(instant.replacing("T", with: " ")) UTC, for \(Self.span(time - first.time))"
  }

  private var eventLines: [String] {
    let age = (time - counts.time) / 1_000_000_000
    // Once a second, unless the sensor has to wait for its sink.
    let note = age > 2 ? "counted \(Self.span(time - counts.time)) ago" : ""
    return [
      Self.row("events", ["\(counts.eventCount)", "\(eventsPerSecond)/s"])
        + (note.isEmpty ? "" : "  \(note)")
    ] + kinds.map { Self.row("  \($0.kind)", ["\($0.count)", "\($0.perSecond)/s"]) }
  }

  private var lossLines: [String] {
    [Self.row("lost", ["\(counts.lostCount)"])]
      + losses.map { lost, count in
        Self.row("  \(lost.kind.map { "\($0) " } ?? "")\(lost.reason)", ["\(count)"])
      }
  }

  private var bufferLines: [String] {
    [("critical", counts.critical), ("bulk", counts.bulk)].map { name, lane in
      let isOne = lane.count == 1
      let buffers = "\(lane.count) \(facts.mode.rawValue) buffer\(isOne ? "" : "s")"
      let each = max(1, lane.capacity / max(1, lane.count))
      return Self.line(
        "lane \(name)",
        "\(buffers), \(Self.size(lane.capacity)); at most \(Self.size(lane.highWater)) in use"
          + "\(isOne ? "" : " of one") (\(100 * lane.highWater / each) %)")
    }
  }

  private var sinkLines: [String] {
    sinks.map { sink in
      var text = "\(sink.name): \(sink.deliveredLines) lines"
      if sink.droppedLines > 0 {
        let reasons = sink.dropped.map { "\($0.reason) \($0.lane) \($0.count)" }
        text += ", \(sink.droppedLines) lost (\(reasons.joined(separator: ", ")))"
      }
      if sink.waitingBatches > 0 { text += ", \(Self.size(sink.waitingBytes)) waiting" }
      if sink.spooledBatches > 0 {
        text += ", \(Self.size(Int(clamping: sink.spooledBytes))) in the spool"
      }
      if sink.lag > 0 { text += ", behind by \(Self.span(sink.lag))" }
      if sink.turn != .back { text += "; \(sink.turn.inStatus)" }
      if let failure = sink.failure { text += ": \(failure)" }
      return Self.line("sink", text)
    }
  }

  private var processorLine: String {
    let time = counts.processor
    return Self.line(
      "CPU time",
      "\(Self.span(time.user)) user, \(Self.span(time.system)) system; an event \(perEvent(\.all)) ns: "
        + "\(perEvent(\.drain)) drained, \(perEvent(\.sinks)) written")
  }

  private var memoryLine: String {
    let now = memory.now.map { "\(Self.size(Int(clamping: $0))), " } ?? ""
    return Self.line("memory", "\(now)at most \(Self.size(Int(clamping: memory.most)))")
  }

  private var stateLines: [String] {
    var rungs: [(name: String, count: Int)] = []
    for rung in Rung.allCases {
      let count = facts.hooks.count { $0.rung == rung }
      if count > 0 { rungs.append((rung.rawValue, count)) }
    }
    let hooks = rungs.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    let missing = facts.unavailable.joined(separator: ", ")
    let throttled = counts.throttled > 0 ? [Self.line("over budget", "\(counts.throttled)")] : []
    let steps = counts.degraded.map(\.description).joined(separator: ", ")
    let degraded = steps.isEmpty ? [] : [Self.line("left out", "\(steps), to keep to the limits")]
    return [Self.line("processes", "\(counts.processes) known")] + throttled + degraded + [
      Self.line("hooks", hooks + (missing.isEmpty ? "" : "; not available here: \(missing)")),
      Self.line("rights", rights),
    ]
  }

  private var rights: String {
    guard let kept = facts.privileges else { return "all that it was started with" }
    return kept.isEmpty ? "none" : kept.joined(separator: ", ")
  }

  /// Two digits are enough: 850 B, 12 KiB, 3.5 MiB.
  private static func size(_ bytes: Int) -> String {
    if bytes < 1 << 10 { return "\(bytes) B" }
    if bytes < 1 << 20 { return "\(bytes >> 10) KiB" }
    return "\(bytes >> 20).\((bytes >> 10 & 1023) * 10 / 1024) MiB"
  }

  /// 12 ms, 3.5 s, 12 min, 7 h, 3 d.
  private static func span(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    let seconds = milliseconds / 1000
    switch seconds {
    case 0: return "\(milliseconds) ms"
    case ..<60: return "\(seconds).\(milliseconds % 1000 / 100) s"
    case ..<3600: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) d"
    }
  }
}

extension String {
  /// After blanks, to end at a width; after one at least.
  fileprivate func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(1, width - count)) + self
  }
}
