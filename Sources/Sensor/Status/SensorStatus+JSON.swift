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
      ("sinks", .list(sinks.map(Self.object))),
      ("cpu", processorFields),
      ("memory", memoryFields),
      ("processes", .number(counts.processes)),
      ("throttled", .number(counts.throttled)),
      ("degraded", .strings(counts.degraded.map(\.description))),
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

  private static func object(_ sink: SinkState) -> JSONText {
    .object([
      ("name", .string(sink.name)),
      ("destination", .string(sink.destination)),
      ("state", .string(sink.turn.inStatus)),
      ("lines", .number(sink.deliveredLines)),
      ("dropped", .list(sink.dropped.map(object))),
      ("waiting_batches", .number(sink.waitingBatches)),
      ("waiting_bytes", .number(sink.waitingBytes)),
      ("spool_batches", .number(sink.spooledBatches)),
      ("spool_bytes", number(sink.spooledBytes)),
      ("lag_ms", number(sink.lag / 1_000_000)),
      ("failure", JSONText(sink.failure) { .string($0) }),
    ])
  }

  private static func object(_ dropped: SinkState.Dropped) -> JSONText {
    .object([
      ("reason", .string(dropped.reason.description)),
      ("lane", .string(dropped.lane.description)), ("count", number(dropped.count)),
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
          ("sinks", Self.number(perEvent(\.sinks))),
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

extension SinkTurn {
  /// What a sink is after it.
  var inStatus: String {
    switch self {
    case .lost: "lost"
    case .back: "up"
    case .ended: "ended"
    }
  }
}
