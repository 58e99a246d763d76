import Capture
import Events
import Sinks

extension SensorStatus {
  /// For Prometheus: its text format, version 0.0.4; docs/metrics.md has the names.
  var metrics: String {
    var text = MetricsText()
    addSensor(to: &text)
    addEvents(to: &text)
    addBuffers(to: &text)
    addSinks(to: &text)
    addCosts(to: &text)
    return text.description
  }

  private func addSensor(to text: inout MetricsText) {
    text.family(
      "lookback_info", .gauge, "The sensor; always 1.",
      [
        .init(
          1,
          [
            ("version", facts.version), ("kernel", facts.host.kernel), ("host", facts.host.id),
            ("capture", facts.mode.rawValue),
          ])
      ])
    text.family(
      "lookback_start_time_seconds", .gauge, "When it began to record, since 1970.",
      [.init(seconds(first.time))])
    text.family(
      "lookback_counted_time_seconds", .gauge,
      "When it counted last, since 1970: long ago if it waits for its sink.",
      [.init(seconds(counts.time))])
    text.family(
      "lookback_hook", .gauge, "1 for each hook in force, with its rung; 0 for those without one.",
      hookSamples)
    text.family(
      "lookback_degrade_step", .gauge,
      "How many kinds of things are left out to keep to a limit; 0: none.",
      [.init(Double(counts.degraded.last?.rawValue ?? 0))])
    text.family(
      "lookback_throttled", .gauge, "Processes and cgroups that are over their budgets.",
      [.init(Double(counts.throttled))])
    text.family(
      "lookback_processes", .gauge, "Processes that are known.", [.init(Double(counts.processes))])
  }

  private var hookSamples: [MetricsText.Sample] {
    let seen = facts.hooks.map {
      MetricsText.Sample(1, [("hook", $0.name), ("rung", $0.rung.rawValue)])
    }
    return seen + facts.unavailable.map { MetricsText.Sample(0, [("hook", $0), ("rung", "")]) }
  }

  private func addEvents(to text: inout MetricsText) {
    text.family(
      "lookback_events_total", .counter, "Events, by kind.",
      kinds.map { .init(Double($0.count), [("kind", $0.kind.description)]) })
    text.family(
      "lookback_lost_events_total", .counter, "Events that were lost, by reason and kind.",
      losses.map { lost, count in
        .init(
          Double(count),
          [("reason", lost.reason.description), ("kind", lost.kind?.description ?? "")])
      })
  }

  private func addBuffers(to text: inout MetricsText) {
    let lanes = [("critical", counts.critical), ("bulk", counts.bulk)]
    func family(_ name: String, _ help: String, _ value: (LaneBuffers) -> Int) {
      text.family(
        "lookback_buffer\(name)", .gauge, help,
        lanes.map { .init(Double(value($0.1)), [("lane", $0.0)]) })
    }
    family("s", "Buffers of the kernel's records, by lane.", \.count)
    family("_bytes", "Their bytes, together.", \.capacity)
    family(
      "_high_water_bytes", "Bytes in use of the fullest one, at the fullest moment.", \.highWater)
  }

  private func addSinks(to text: inout MetricsText) {
    func family(
      _ name: String, _ sort: MetricsText.Sort, _ help: String, _ value: (SinkState) -> Double
    ) {
      text.family(
        "lookback_sink_\(name)", sort, help,
        sinks.map { .init(value($0), [("sink", $0.name)]) })
    }
    family("lines_total", .counter, "Lines that were delivered.") { Double($0.deliveredLines) }
    text.family(
      "lookback_sink_lost_lines_total", .counter, "Lines that a sink did not get.",
      sinks.flatMap { sink in
        sink.dropped.map { dropped in
          MetricsText.Sample(
            Double(dropped.count),
            [
              ("sink", sink.name), ("reason", dropped.reason.description),
              ("lane", dropped.lane.description),
            ])
        }
      })
    family("waiting_bytes", .gauge, "Bytes that wait for it in memory.") {
      Double($0.waitingBytes)
    }
    family("spool_bytes", .gauge, "Bytes that wait for it on the disk.") { Double($0.spooledBytes) }
    family("lag_seconds", .gauge, "How long the oldest line has been waiting.") {
      Double($0.lag) / 1e9
    }
    family("up", .gauge, "1: what was tried last went well; 0: it is tried again, or has ended.") {
      $0.turn == .back ? 1 : 0
    }
  }

  private func addCosts(to text: inout MetricsText) {
    let time = counts.processor
    text.family(
      "lookback_cpu_seconds_total", .counter, "CPU time of the sensor.",
      [
        .init(Double(time.user) / 1e9, [("mode", "user")]),
        .init(Double(time.system) / 1e9, [("mode", "system")]),
      ])
    text.family(
      "lookback_stage_cpu_seconds_total", .counter,
      "CPU time of its stages: drain reads, enriches and encodes, sinks write.",
      [
        .init(Double(time.drain) / 1e9, [("stage", "drain")]),
        .init(Double(time.sinks) / 1e9, [("stage", "sinks")]),
      ])
    text.family(
      "lookback_memory_peak_bytes", .gauge, "Memory in use at most.", [.init(Double(memory.most))])
    guard let now = memory.now else { return }
    text.family(
      "lookback_memory_bytes", .gauge, "Memory in use, buffers included.", [.init(Double(now))])
  }

  private func seconds(_ time: UInt64) -> Double {
    Double(Int64(time) + facts.host.bootToRealtime) / 1e9
  }
}
