internal import CEventABI

extension RecordBuilder {
  /// Makes a record of kind `sensor.sink_loss`.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - sink: the sink's name.
  ///   - reason: why it did not get them.
  ///   - lane: what they were.
  ///   - count: how many events; 0: not known.
  ///   - bytes: how much of the spool they were; 0: they were not there.
  ///   - sequences: the lowest and the highest number of them; nil where it is not known.
  ///   - span: the nanoseconds since boot between which they were given up.
  /// - Returns: the record's bytes.
  public static func sinkLoss(
    header: HeaderTemplate, sink: String, reason: SinkLossReason, lane: SinkLane, count: UInt64,
    bytes: UInt64, sequences: ClosedRange<UInt64>?, span: ClosedRange<UInt64>
  ) -> [UInt8] {
    var loss = ev_sensor_sink_loss()
    loss.h = header.header(kind: .sensorSinkLoss)
    loss.count = count
    loss.bytes = bytes
    loss.first_seq = sequences?.lowerBound ?? 0
    loss.last_seq = sequences?.upperBound ?? 0
    loss.from_ns = span.lowerBound
    loss.to_ns = span.upperBound
    loss.reason = reason.rawValue
    loss.lane = lane.rawValue
    var record = RecordBytes(loss)
    record.append(
      Array(sink.utf8), limit: sinkTextLimit, at: recordOffset(of: \ev_sensor_sink_loss.sink))
    return record.bytes
  }

  /// Makes a record of kind `sensor.sink_state`.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - sink: the sink's name.
  ///   - turn: what has become of it.
  ///   - reason: why; empty where there is no reason.
  /// - Returns: the record's bytes.
  public static func sinkState(
    header: HeaderTemplate, sink: String, turn: SinkTurn, reason: String
  ) -> [UInt8] {
    var state = ev_sensor_sink_state()
    state.h = header.header(kind: .sensorSinkState)
    state.turn = turn.rawValue
    var record = RecordBytes(state)
    record.append(
      Array(sink.utf8), limit: sinkTextLimit, at: recordOffset(of: \ev_sensor_sink_state.sink))
    record.append(
      Array(reason.utf8), limit: sinkTextLimit, at: recordOffset(of: \ev_sensor_sink_state.reason))
    return record.bytes
  }

  /// What a configuration calls a sink, and what a peer says of itself, can be of any length.
  private static let sinkTextLimit = 4096
}
