internal import CEventABI

/// What becomes of events on their way out.
enum SinkEvents {
  static let all = [loss, state]

  static let loss = EventDefinition(
    .sensorSinkLoss, "sensor.sink_loss", family: .sensor, lane: .critical,
    record: ev_sensor_sink_loss.self,
    summary: """
      One of the sinks did not get events that it should have got; the others may have. All sinks are \
      told, once a second at most; what is lost when the sensor ends is in its last messages.
      """,
    hooks: [],
    fields: [
      .text("sink.name", \ev_sensor_sink_loss.sink, "The sink."),
      .named(
        "loss.reason", \ev_sensor_sink_loss.reason, .sinkReasons,
        """
        Why: its memory was full (`queue_full`), its spool as well (`spool_full`), the disk took nothing \
        (`spool_failed`) or gave something else back (`spool_damaged`), a line was too long for any batch \
        (`too_long`), its filter or format could not read it (`malformed`), or the sink had ended \
        (`not_written`).
        """),
      .named(
        "loss.lane", \ev_sensor_sink_loss.lane, .sinkLanes,
        "What they were: `kept`, events of the lane critical and logins, or `other`."),
      .number(
        "loss.count", \ev_sensor_sink_loss.count, "How many events it did not get, if known.",
        when: .nonzero(\ev_sensor_sink_loss.count)),
      .number(
        "loss.bytes", \ev_sensor_sink_loss.bytes, "Bytes of the spool that they were.",
        when: .nonzero(\ev_sensor_sink_loss.bytes)),
      .number(
        "loss.first_seq", \ev_sensor_sink_loss.first_seq,
        "The lowest `seq` of them, if known; of what was in the spool, perhaps of an earlier run.",
        when: .nonzero(\ev_sensor_sink_loss.first_seq)),
      .number(
        "loss.last_seq", \ev_sensor_sink_loss.last_seq,
        "The highest `seq` of them; not all in between are lost.",
        when: .nonzero(\ev_sensor_sink_loss.first_seq)),
      .time("loss.from", \ev_sensor_sink_loss.from_ns, "When the first of them were given up."),
      .time("loss.to", \ev_sensor_sink_loss.to_ns, "When the last of them were given up."),
    ])

  static let state = EventDefinition(
    .sensorSinkState, "sensor.sink_state", family: .sensor, lane: .critical,
    record: ev_sensor_sink_state.self,
    summary: """
      A sink's other end takes nothing for now, or takes events again. Told once a second at most: who \
      is lost and back within that is told of as both.
      """,
    hooks: [],
    fields: [
      .text("sink.name", \ev_sensor_sink_state.sink, "The sink."),
      .named(
        "sink.state", \ev_sensor_sink_state.turn, .sinkTurns,
        """
        `lost`: it is asked again and again, and what comes meanwhile waits; `back`; or `ended`: asking \
        again is of no use.
        """),
      .text("sink.reason", \ev_sensor_sink_state.reason, "What failed; absent where it is back."),
    ])
}
