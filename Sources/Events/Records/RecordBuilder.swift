internal import CEventABI

/// Makes the records that do not come from the kernel.
///
/// They are few: clarity before speed.
public enum RecordBuilder {
  /// Makes a record of kind `sensor.start` or `sensor.stop`.
  ///
  /// - Parameters:
  ///   - kind: ``EventKind/sensorStart`` or ``EventKind/sensorStop``.
  ///   - header: the moment and the sensor's own process.
  ///   - version: the sensor's version.
  ///   - kernel: the kernel's release.
  ///   - unavailable: the names of what cannot be recorded on this kernel.
  ///   - hooks: what is looked at and how, such as `net_connect=fentry`.
  ///   - events: the number of events written so far.
  ///   - lost: the number of events lost so far.
  ///   - capture: the mode of the capture.
  ///   - buffers: the buffers of each lane.
  /// - Returns: the record's bytes.
  public static func sensorState(
    _ kind: EventKind, header: HeaderTemplate, version: String, kernel: String,
    unavailable: [String], hooks: [String], events: UInt64, lost: UInt64, capture: String,
    buffers: (Lane) -> LaneBuffers
  ) -> [UInt8] {
    var state = ev_sensor_state()
    state.h = header.header(kind: kind)
    state.events = events
    state.lost = lost
    let (critical, bulk) = (buffers(.critical), buffers(.bulk))
    state.ring_bytes_critical = UInt64(critical.capacity)
    state.ring_bytes_bulk = UInt64(bulk.capacity)
    state.buffers_critical = UInt32(critical.count)
    state.buffers_bulk = UInt32(bulk.count)
    state.high_water_critical = UInt64(critical.highWater)
    state.high_water_bulk = UInt64(bulk.highWater)

    var record = RecordBytes(state)
    record.append(Array(version.utf8), at: recordOffset(of: \ev_sensor_state.version))
    record.append(Array(kernel.utf8), at: recordOffset(of: \ev_sensor_state.kernel))
    record.append(
      Array(unavailable.joined(separator: "\0").utf8),
      at: recordOffset(of: \ev_sensor_state.unavailable))
    record.append(
      Array(hooks.joined(separator: "\0").utf8), at: recordOffset(of: \ev_sensor_state.hooks))
    record.append(Array(capture.utf8), at: recordOffset(of: \ev_sensor_state.capture))
    return record.bytes
  }

  /// Makes a record of kind `sensor.loss`.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - reason: why it was lost.
  ///   - kind: the kind of what was lost; nil where it is not known.
  ///   - cpu: the processor on which it was lost; nil where it is not known.
  ///   - lane: the lane in which it was lost; nil where it is not known.
  ///   - count: how many events were lost.
  ///   - span: the nanoseconds since boot between which they were lost.
  /// - Returns: the record's bytes.
  public static func sensorLoss(
    header: HeaderTemplate, reason: LossReason, kind: EventKind?, cpu: UInt32?, lane: Lane?,
    count: UInt64, span: ClosedRange<UInt64>
  ) -> [UInt8] {
    var loss = ev_sensor_loss()
    loss.h = header.header(kind: .sensorLoss)
    loss.count = count
    loss.from_ns = span.lowerBound
    loss.to_ns = span.upperBound
    loss.reason = reason.rawValue
    loss.lost_kind = UInt32(kind?.rawValue ?? 0)
    loss.lost_cpu = cpu ?? EV_UNSET
    loss.lane = lane?.rawValue ?? EV_UNSET
    return RecordBytes(loss).bytes
  }

  /// Makes a record of kind `process.gone`.
  ///
  /// - Parameters:
  ///   - header: the moment and the process.
  ///   - seen: when it was last known to run, in nanoseconds since boot.
  /// - Returns: the record's bytes.
  public static func processGone(header: HeaderTemplate, seen: UInt64) -> [UInt8] {
    var gone = ev_process_gone()
    gone.h = header.header(kind: .processGone)
    gone.seen_ns = seen
    return RecordBytes(gone).bytes
  }

  /// Makes a record of kind `sensor.heal`.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - found: how many processes ran and were not known.
  ///   - gone: how many were known and had ended.
  ///   - evicted: how many were given up for want of room.
  /// - Returns: the record's bytes.
  public static func sensorHeal(
    header: HeaderTemplate, found: UInt64, gone: UInt64, evicted: UInt64
  ) -> [UInt8] {
    var heal = ev_sensor_heal()
    heal.h = header.header(kind: .sensorHeal)
    heal.found = found
    heal.gone = gone
    heal.evicted = evicted
    return RecordBytes(heal).bytes
  }

  /// Makes a copy of a record of kind `process.exec` or `process.snapshot` with other arguments.
  ///
  /// - Parameters:
  ///   - argv: the arguments, each ended by a NUL, as /proc/PID/cmdline has them.
  ///   - record: the record.
  /// - Returns: the copy's bytes.
  /// - Throws: ``DecodingError`` where the record is not sound.
  public static func replacing(
    argv: [UInt8], in record: RawSpan
  ) throws(DecodingError) -> [UInt8] {
    var copy = try RecordBytes(validating: record)
    let kind = EventKind(rawValue: copy.header.kind)
    precondition(kind == .processExec || kind == .processSnapshot, "\(kind) has no arguments")
    copy.append(
      argv, limit: Int(EV_ARGV_MAX), at: recordOffset(of: \ev_process_exec.argv))
    return copy.bytes
  }
}
