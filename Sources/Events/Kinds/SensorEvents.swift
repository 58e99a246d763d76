internal import CEventABI

/// The sensor on itself.
enum SensorEvents {
  static let all = [start, stop, loss, heal, degrade, gap]

  static let start = EventDefinition(
    .sensorStart, "sensor.start", family: .sensor, lane: .critical, record: ev_sensor_state.self,
    summary: "The sensor records from now on.", hooks: [], fields: state)

  static let stop = EventDefinition(
    .sensorStop, "sensor.stop", family: .sensor, lane: .critical, record: ev_sensor_state.self,
    summary: "The sensor ends: nothing after this was recorded.", hooks: [],
    fields: state)

  static let loss = EventDefinition(
    .sensorLoss, "sensor.loss", family: .sensor, lane: .critical, record: ev_sensor_loss.self,
    summary: "Something was not recorded.", hooks: [],
    fields: [
      .named("loss.reason", \ev_sensor_loss.reason, .lossReasons, "Why it was lost."),
      Field(
        "loss.kind", .string, .otherKind(at: recordOffset(of: \ev_sensor_loss.lost_kind)),
        "The kind of what was lost, if known.", when: .nonzero(\ev_sensor_loss.lost_kind)),
      .number(
        "loss.cpu", \ev_sensor_loss.lost_cpu, "The processor on which it was lost, if known.",
        when: .set(\ev_sensor_loss.lost_cpu)),
      .named(
        "loss.lane", \ev_sensor_loss.lane, .lanes, "The lane in which it was lost, if known.",
        when: .set(\ev_sensor_loss.lane)),
      .number("loss.count", \ev_sensor_loss.count, "How many events were lost."),
      .time("loss.from", \ev_sensor_loss.from_ns, "Not before this moment."),
      .time("loss.to", \ev_sensor_loss.to_ns, "Not after this moment."),
    ])

  static let heal = EventDefinition(
    .sensorHeal, "sensor.heal", family: .sensor, lane: .critical, record: ev_sensor_heal.self,
    summary: """
      The processes that the sensor knows were compared with those that run, and differed: each one is \
      told of by an event of its own, process.snapshot or process.gone.
      """,
    hooks: [],
    fields: [
      .number("heal.found", \ev_sensor_heal.found, "Processes that ran and were not known."),
      .number("heal.gone", \ev_sensor_heal.gone, "Processes that were known and had ended."),
      .number(
        "heal.evicted", \ev_sensor_heal.evicted,
        "Processes that were given up, for there was no room for more."),
    ])

  static let degrade = EventDefinition(
    .sensorDegrade, "sensor.degrade", family: .sensor, lane: .critical,
    record: ev_sensor_degrade.self,
    summary: """
      The sensor was over a limit of its own, and from now on leaves out more; or it has kept to its \
      limits for a while, and leaves out less. What is left out is counted by `sensor.loss`, with \
      `loss.reason` `degraded`; the steps are in docs/capture.md.
      """,
    hooks: [],
    fields: [
      .named(
        "degrade.step", \ev_sensor_degrade.step, .degradeSteps,
        "The last step in force; absent where nothing is left out any more.",
        when: .nonzero(\ev_sensor_degrade.step)),
      .named(
        "degrade.previous", \ev_sensor_degrade.previous, .degradeSteps,
        "The same before this event; absent where nothing was left out.",
        when: .nonzero(\ev_sensor_degrade.previous)),
      .list("degrade.steps", \ev_sensor_degrade.steps, "All steps in force, in their order."),
      .named(
        "degrade.cause", \ev_sensor_degrade.cause, .limitedResources,
        "The limit that the sensor was over, `cpu` or `memory`; only where a step was taken.",
        when: .set(\ev_sensor_degrade.cause)),
      .number(
        "degrade.cpu.used", \ev_sensor_degrade.cpu,
        "What the sensor took of the last seconds, in thousandths of a CPU.",
        when: .nonzero(\ev_sensor_degrade.cpu_limit)),
      .number(
        "degrade.cpu.limit", \ev_sensor_degrade.cpu_limit, "Its limit, if it has one.",
        when: .nonzero(\ev_sensor_degrade.cpu_limit)),
      .number(
        "degrade.memory.used", \ev_sensor_degrade.memory,
        "Bytes of memory in use, the buffers of the kernel's records included.",
        when: .nonzero(\ev_sensor_degrade.memory_limit)),
      .number(
        "degrade.memory.limit", \ev_sensor_degrade.memory_limit, "Its limit, if it has one.",
        when: .nonzero(\ev_sensor_degrade.memory_limit)),
    ])

  static let gap = EventDefinition(
    .sensorGap, "sensor.gap", family: .sensor, lane: .critical, record: ev_sensor_gap.self,
    summary: """
      Nobody recorded this host for a while: from the last sign of life of the sensor before until this \
      one began. Told right after `sensor.start`, if a sensor has left a heartbeat (docs/service.md).
      """,
    hooks: [],
    fields: [
      .named(
        "gap.reason", \ev_sensor_gap.reason, .gapReasons,
        """
        Why: `stopped` (it ended in order), `killed` (or crashed), `rebooted` (the host was started \
        again, and the sensor had not ended in order), `unknown` (what it has left cannot be read).
        """),
      .time(
        "gap.from", \ev_sensor_gap.from_ns,
        """
        Its last sign of life, at most a second or so before its end. Where the clock was set back \
        since and the host started again: this boot.
        """,
        when: .anyBit(EV_GAP_KNOWN, of: \ev_sensor_gap.flags)),
      .time("gap.to", \ev_sensor_gap.to_ns, "From then on everything is recorded again."),
      .number(
        "gap.seconds", \ev_sensor_gap.seconds,
        "What is between the two, rounded up; where `gap.clock_stepped_back` is told, at least.",
        when: .anyBit(EV_GAP_KNOWN, of: \ev_sensor_gap.flags)),
      .number(
        "gap.last_seq", \ev_sensor_gap.last_seq,
        """
        The number (`seq`) of the last event that it had made by `gap.from`: what of those up to there \
        has not arrived was in memory, and is lost as well.
        """,
        when: .anyBit(EV_GAP_KNOWN, of: \ev_sensor_gap.flags)),
      .text("gap.run", \ev_sensor_gap.run, "Which run of the sensor it was."),
      .boolean(
        "gap.same_boot", \ev_sensor_gap.flags, mask: EV_GAP_SAME_BOOT,
        "Whether the host has been running all the time.",
        when: .anyBit(EV_GAP_KNOWN, of: \ev_sensor_gap.flags)),
      .boolean(
        "gap.clock_stepped_back", \ev_sensor_gap.flags, mask: EV_GAP_STEPPED_BACK,
        "The host's clock was set back in between; only then.",
        when: .anyBit(EV_GAP_STEPPED_BACK, of: \ev_sensor_gap.flags)),
      .time(
        "gap.noted", \ev_sensor_gap.noted_ns,
        "The last sign of life by the clock of that time; only where that was set back.",
        when: .anyBit(EV_GAP_STEPPED_BACK, of: \ev_sensor_gap.flags)),
    ])

  private static let state: [Field] = [
    .text("sensor.version", \ev_sensor_state.version, "The sensor's version."),
    .text("sensor.kernel", \ev_sensor_state.kernel, "The kernel's release."),
    .list(
      "sensor.unavailable", \ev_sensor_state.unavailable,
      "What this kernel does not let the sensor record."),
    .list(
      "sensor.hooks", \ev_sensor_state.hooks,
      "What is looked at, and by which sort of hook: what is not seen depends on it."),
    .number("sensor.events", \ev_sensor_state.events, "Events written so far."),
    .number("sensor.lost", \ev_sensor_state.lost, "Events lost so far, for all reasons."),
    .text(
      "sensor.capture", \ev_sensor_state.capture,
      "Where the kernel leaves records: ring, perf or split."),
    .number(
      "sensor.ring.critical", \ev_sensor_state.ring_bytes_critical,
      "Bytes of the buffers of the critical lane, together."),
    .number(
      "sensor.ring.bulk", \ev_sensor_state.ring_bytes_bulk,
      "Bytes of the buffers of the bulk lane, together."),
    .number(
      "sensor.buffers.critical", \ev_sensor_state.buffers_critical,
      "Buffers of the critical lane."),
    .number("sensor.buffers.bulk", \ev_sensor_state.buffers_bulk, "Buffers of the bulk lane."),
    .number(
      "sensor.high_water.critical", \ev_sensor_state.high_water_critical,
      "Bytes that were in use of the critical lane's fullest buffer, at the fullest moment seen."),
    .number(
      "sensor.high_water.bulk", \ev_sensor_state.high_water_bulk,
      "Bytes that were in use of the bulk lane's fullest buffer, at the fullest moment seen."),
  ]
}
