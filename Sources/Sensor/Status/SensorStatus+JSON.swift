import Capture
import Events
import Sinks
import SystemPackage

extension SensorStatus {
  /// One JSON object on one line; docs/status.md has its keys.
  ///
  /// What events of the sensor tell has the same names here.
  var json: String {
    JSONText.object([
      ("kind", "sensor.status"),
      ("time", instant(time)),
      ("host", .object([("id", .string(facts.host.id))])),
      ("sensor", sensor),
      ("events", .list(kinds.map(Self.object))),
      ("losses", .list(losses.map { Self.object($0.lost, $0.count) })),
      ("sink", sinkFields),
      ("cpu", processorFields),
      ("memory", memoryFields),
      ("processes", .number(counts.processes)),
      ("throttled", .number(counts.throttled)),
    ]).description
  }

  private var sensor: JSONText {
    .object([
      ("pid", .number(Int(facts.process))),
      ("version", .string(facts.version)),
      ("kernel", .string(facts.host.kernel)),
      ("start", instant(first.time)),
      ("counted", instant(counts.time)),
      ("unavailable", .strings(facts.unavailable)),
      ("hooks", .strings(facts.hooks.map { "\($0.name)=\($0.rung.rawValue)" })),
      ("events", Self.number(counts.eventCount)),
      ("events_per_second", Self.number(eventsPerSecond)),
      ("lost", Self.number(counts.lostCount)),
      ("capture", .string(facts.mode.rawValue)),
      ("ring", lanes(\.capacity)),
      ("buffers", lanes(\.count)),
      ("high_water", lanes(\.highWater)),
      ("capabilities", JSONText(facts.privileges) { .strings($0) }),
    ])
  }

  private func lanes(_ value: KeyPath<LaneBuffers, Int>) -> JSONText {
    .object([
      ("critical", .number(counts.critical[keyPath: value])),
      ("bulk", .number(counts.bulk[keyPath: value])),
    ])
  }

  private static func object(_ kind: KindCount) -> JSONText {
    .object([
      ("kind", .string(kind.kind.description)), ("count", number(kind.count)),
      ("per_second", number(kind.perSecond)),
    ])
  }

  private static func object(_ lost: LossLedger.Lost, _ count: UInt64) -> JSONText {
    .object([
      ("reason", .string(lost.reason.description)),
      ("kind", JSONText(lost.kind) { .string($0.description) }), ("count", number(count)),
    ])
  }

  private var sinkFields: JSONText {
    .object([
      ("name", .string(sink.name)),
      ("lines", .number(sink.writtenLines)),
      ("not_written", .number(sink.unwrittenLines)),
      ("waiting_batches", .number(sink.waitingBatches)),
      ("waiting_bytes", .number(sink.waitingBytes)),
      ("lag_ms", Self.number(sink.lag / 1_000_000)),
      ("failure", JSONText(sink.failure) { .string(EventText.errorName($0.rawValue)) }),
    ])
  }

  private var processorFields: JSONText {
    .object([
      ("user_ms", Self.number(counts.processor.user / 1_000_000)),
      ("system_ms", Self.number(counts.processor.system / 1_000_000)),
      (
        "event_ns",
        .object([
          ("all", Self.number(perEvent(\.all))), ("drain", Self.number(perEvent(\.drain))),
          ("sink", Self.number(perEvent(\.sink))),
        ])
      ),
    ])
  }

  private var memoryFields: JSONText {
    .object([("resident", JSONText(memory.now, Self.number)), ("peak", Self.number(memory.most))])
  }

  private func instant(_ time: UInt64) -> JSONText {
    .string(EventText.time(Int64(time) + facts.host.bootToRealtime))
  }

  private static func number(_ number: UInt64) -> JSONText {
    .number(Int(clamping: number))
  }
}
