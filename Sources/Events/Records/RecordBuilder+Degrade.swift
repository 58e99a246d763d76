internal import CEventABI

extension RecordBuilder {
  /// Makes a record of kind `sensor.degrade`.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - step: the highest step in force; nil where none is.
  ///   - previous: the same before.
  ///   - steps: all that are in force.
  ///   - cause: the limit that was gone over; nil where a step was taken back.
  ///   - cpu: what was used, in thousandths of a CPU, and the limit; 0: none.
  ///   - memory: the same in bytes.
  /// - Returns: the record's bytes.
  public static func sensorDegrade(
    header: HeaderTemplate, step: DegradeStep?, previous: DegradeStep?, steps: [DegradeStep],
    cause: LimitedResource?, cpu: (used: UInt64, limit: UInt64),
    memory: (used: UInt64, limit: UInt64)
  ) -> [UInt8] {
    var degrade = ev_sensor_degrade()
    degrade.h = header.header(kind: .sensorDegrade)
    degrade.step = step?.rawValue ?? 0
    degrade.previous = previous?.rawValue ?? 0
    degrade.cause = cause?.rawValue ?? EV_UNSET
    degrade.cpu = UInt32(clamping: cpu.used)
    degrade.cpu_limit = UInt32(clamping: cpu.limit)
    degrade.memory = memory.used
    degrade.memory_limit = memory.limit
    var record = RecordBytes(degrade)
    record.append(
      Array(steps.map(\.description).joined(separator: "\0").utf8),
      at: recordOffset(of: \ev_sensor_degrade.steps))
    return record.bytes
  }
}
