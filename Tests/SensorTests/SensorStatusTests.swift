import Capture
import Events
import Sinks
import SystemPackage
import TestSupport
import Testing

@testable import Sensor

/// What a status says, for programs and for people.
@Suite struct SensorStatusTests {
  /// Two seconds after the last count but one, a quarter of a second after the last.
  private static let status: SensorStatus = {
    var first = counts(at: 1_000_000_000, events: [(.processSnapshot, 80)])
    first.processor = .init(
      user: 100_000_000, system: 200_000_000, drain: 250_000_000, sinks: 1_000_000)
    let previous = counts(at: 99_000_000_000, events: [(.processSnapshot, 80), (.fileWrite, 900)])
    var latest = counts(
      at: 101_000_000_000,
      events: [(.processSnapshot, 80), (.fileWrite, 1000), (.processExec, 1)])
    latest.lost = [
      .init(reason: .ringFull, kind: .fileWrite): 7, .init(reason: .sequence, kind: nil): 1,
    ]
    latest.processor = .init(
      user: 1_100_000_000, system: 300_000_000, drain: 451_000_000, sinks: 92_000_000)
    latest.throttled = 2
    latest.degraded = [.fileReads, .files]
    return SensorStatus(
      facts: facts, time: 101_250_000_000, first: first, previous: previous, counts: latest,
      sinks: [output, peer],
      memory: .init(now: 20 << 20, most: 30 << 20))
  }()

  private static var output: SinkState {
    var state = SinkState(name: "standard output")
    state.destination = "standard output"
    state.deliveredLines = 1000
    state.waitingBatches = 2
    state.waitingBytes = 3_700_000
    state.lag = 1_500_000_000
    return state
  }

  private static var peer: SinkState {
    var state = SinkState(name: "collector")
    state.destination = "tls:logs.example.org:6514"
    state.turn = .lost
    state.deliveredLines = 900
    state.dropped = [.init(reason: .spoolFull, lane: .other, count: 81)]
    state.spooledBatches = 3
    state.spooledBytes = 5 << 20
    state.lag = 61_000_000_000
    state.failure = "connection refused"
    return state
  }

  private static var facts: SensorStatus.Facts {
    var facts = SensorStatus.Facts(
      host: HostIdentity(
        id: "host", bootID: "boot", bootToRealtime: 1_795_000_000_000_000_000, kernel: "6.18.0"),
      mode: .perf, hooks: [])
    facts.process = 4711
    facts.version = "1.2.3"
    facts.hooks = [("process_exec", .tracepoint), ("file_open", .fentry), ("net_bind", .fentry)]
    facts.unavailable = ["module_load_name"]
    facts.privileges = ["CAP_SYS_PTRACE", "CAP_PERFMON"]
    return facts
  }

  private static func counts(
    at time: UInt64, events: [(EventKind, UInt64)]
  ) -> SensorStatus.Counts {
    var byKind = [UInt64](repeating: 0, count: EventKind.limit)
    for (kind, count) in events { byKind[Int(kind.rawValue)] = count }
    return SensorStatus.Counts(
      time: time, events: byKind, lost: [:],
      critical: LaneBuffers(count: 2, capacity: 2 << 20, highWater: 524_288),
      bulk: LaneBuffers(count: 2, capacity: 8 << 20, highWater: 100),
      processor: .init(user: 0, system: 0, drain: 0, sinks: 0), processes: 84, throttled: 0,
      degraded: [])
  }

  @Test("For programs: one JSON object on one line")
  func json() {
    #expect(
      Self.status.json == """
        {"kind":"sensor.status","time":"2026-11-18T11:08:21.250000000Z","host":{"id":"host"},\
        "sensor":{"pid":4711,"version":"1.2.3","kernel":"6.18.0",\
        "start":"2026-11-18T11:06:41.000000000Z","counted":"2026-11-18T11:08:21.000000000Z",\
        "unavailable":["module_load_name"],\
        "hooks":["process_exec=tracepoint","file_open=fentry","net_bind=fentry"],\
        "events":1081,"events_per_second":51,"lost":8,"capture":"perf",\
        "ring":{"critical":2097152,"bulk":8388608},"buffers":{"critical":2,"bulk":2},\
        "high_water":{"critical":524288,"bulk":100},\
        "capabilities":["CAP_SYS_PTRACE","CAP_PERFMON"]},\
        "events":[{"kind":"process.exec","count":1,"per_second":1},\
        {"kind":"process.snapshot","count":80,"per_second":0},\
        {"kind":"file.write","count":1000,"per_second":50}],\
        "losses":[{"reason":"ring_full","kind":"file.write","count":7},\
        {"reason":"sequence","kind":null,"count":1}],\
        "sinks":[{"name":"standard output","destination":"standard output","state":"up",\
        "lines":1000,"dropped":[],"waiting_batches":2,"waiting_bytes":3700000,"spool_batches":0,\
        "spool_bytes":0,"lag_ms":1500,"failure":null},\
        {"name":"collector","destination":"tls:logs.example.org:6514","state":"lost",\
        "lines":900,"dropped":[{"reason":"spool_full","lane":"other","count":81}],\
        "waiting_batches":0,"waiting_bytes":0,"spool_batches":3,"spool_bytes":5242880,\
        "lag_ms":61000,"failure":"connection refused"}],\
        "cpu":{"user_ms":1100,"system_ms":300,\
        "event_ns":{"all":1098901,"drain":200799,"sinks":90909}},\
        "memory":{"resident":20971520,"peak":31457280},"processes":84,"throttled":2,\
        "degraded":["file_reads","files"]}
        """)
  }

  @Test("For people")
  func text() {
    #expect(
      Self.status.text == """
        sensor 4711: Lookback 1.2.3 on Linux 6.18.0, records since 2026-11-18 11:06:41 UTC, for 1 min
        events                                1081          51/s
          process.exec                           1           1/s
          process.snapshot                      80           0/s
          file.write                          1000          50/s
        lost                                     8
          file.write ring_full                   7
          sequence                               1
        lane critical     2 perf buffers, 2.0 MiB; at most 512 KiB in use of one (50 %)
        lane bulk         2 perf buffers, 8.0 MiB; at most 100 B in use of one (0 %)
        sink              standard output: 1000 lines, 3.5 MiB waiting, behind by 1.5 s
        sink              collector: 900 lines, 81 lost (spool_full other 81), 5.0 MiB in the spool, \
        behind by 1 min; lost: connection refused
        CPU time          1.1 s user, 300 ms system; an event 1098901 ns: 200799 drained, 90909 written
        memory            20.0 MiB, at most 30.0 MiB
        processes         84 known
        over budget       2
        left out          file_reads, files, to keep to the limits
        hooks             2 fentry, 1 tracepoint; not available here: module_load_name
        rights            CAP_SYS_PTRACE, CAP_PERFMON

        """)
  }

  @Test("For Prometheus: every line as the format says, every number as it is")
  func metrics() throws {
    var status = Self.status
    status.sinks[0].name = "a \"quoted\" \\ name\nof two lines"
    let page = try Exposition(status.metrics)
    #expect(page.samples[#"lookback_events_total{kind="file.write"}"#] == 1000)
    #expect(
      page.samples[#"lookback_lost_events_total{reason="ring_full",kind="file.write"}"#] == 7)
    #expect(page.samples[#"lookback_lost_events_total{reason="sequence",kind=""}"#] == 1)
    #expect(page.samples[#"lookback_buffer_high_water_bytes{lane="critical"}"#] == 524_288)
    #expect(page.samples[#"lookback_buffer_bytes{lane="bulk"}"#] == 8_388_608)
    let sink = #"{sink="a \"quoted\" \\ name\nof two lines"}"#
    #expect(page.samples["lookback_sink_lines_total\(sink)"] == 1000)
    #expect(page.samples["lookback_sink_lag_seconds\(sink)"] == 1.5)
    #expect(page.samples["lookback_sink_up\(sink)"] == 1)
    #expect(page.samples[#"lookback_sink_up{sink="collector"}"#] == 0)
    #expect(page.samples[#"lookback_sink_spool_bytes{sink="collector"}"#] == 5_242_880)
    let lost = #"{sink="collector",reason="spool_full",lane="other"}"#
    #expect(page.samples["lookback_sink_lost_lines_total\(lost)"] == 81)
    #expect(page.samples[#"lookback_hook{hook="file_open",rung="fentry"}"#] == 1)
    #expect(page.samples[#"lookback_hook{hook="module_load_name",rung=""}"#] == 0)
    #expect(page.samples[#"lookback_stage_cpu_seconds_total{stage="drain"}"#] == 0.451)
    #expect(page.samples["lookback_memory_bytes"] == 20_971_520)
    #expect(page.samples["lookback_degrade_step"] == 2)
    #expect(page.samples["lookback_start_time_seconds"] == 1_795_000_001)
    #expect(page.types.count == 22)
    let quiet = try Exposition(MetricsText().description + "# HELP a b\n# TYPE a gauge\na 1\n")
    #expect(quiet.samples == ["a": 1])
  }

  @Test(
    "The reader of pages takes nothing else",
    arguments: [
      "", "a 1", "a 1\n", "# HELP a b\na 1\n", "# TYPE a gauge\na 1\n",
      "# HELP a b\n# TYPE a counter\na 1\n", "# HELP a b\n# TYPE a gauge\nb 1\n",
      "# HELP a b\n# TYPE a gauge\na 1\na 2\n", "# HELP a b\n# TYPE a gauge\na{} 1\n",
      "# HELP a b\n# TYPE a gauge\na{l=\"\"\"} 1\n", "# HELP a b\n# TYPE a gauge\na NaN\n",
      "# HELP a b\n# TYPE a gauge\na{l=\"v\",} 1\n", "# HELP a b\n# TYPE a gauge\na 1 \n",
    ])
  func strict(_ page: String) {
    #expect(throws: Exposition.Failure.self) { try Exposition(page) }
  }

  @Test("Counts that are old say so, and a sink that failed why")
  func late() {
    var status = Self.status
    status.time += 9_000_000_000
    status.sinks[0].failure = "Broken pipe"
    status.sinks[0].turn = .ended
    status.sinks[0].waitingBatches = 0
    status.sinks[0].lag = 0
    let lines = status.text.split(separator: "\n")
    #expect(lines[1].hasSuffix("51/s  counted 9.2 s ago"))
    #expect(lines.contains("sink              standard output: 1000 lines; ended: Broken pipe"))
    #expect(status.json.contains(#""failure":"Broken pipe""#))
  }

  @Test("Before anything is counted nothing is divided by")
  func fresh() {
    var status = Self.status
    status.previous = status.first
    status.counts = status.first
    #expect(status.eventsPerSecond == 0)
    #expect(status.perEvent(\.all) == 0)
    #expect(status.kinds == [.init(kind: .processSnapshot, count: 80, perSecond: 0)])
  }
}
