internal import CEventABI

extension RecordBuilder {
  /// Makes a record of kind `sensor.gap`.
  ///
  /// - Parameters:
  ///   - header: the moment and the sensor's own process.
  ///   - told: what is to be told.
  /// - Returns: the record's bytes.
  public static func sensorGap(header: HeaderTemplate, _ told: SensorGap) -> [UInt8] {
    var gap = ev_sensor_gap()
    gap.h = header.header(kind: .sensorGap)
    gap.reason = told.reason.rawValue
    gap.to_ns = told.end
    guard let before = told.before else { return RecordBytes(gap).bytes }
    gap.flags = EV_GAP_KNOWN
    if before.isSameBoot { gap.flags |= EV_GAP_SAME_BOOT }
    gap.from_ns = UInt64(bitPattern: before.time)
    gap.seconds = told.seconds
    gap.last_seq = before.sequence
    if let noted = before.noted {
      gap.flags |= EV_GAP_STEPPED_BACK
      gap.noted_ns = UInt64(bitPattern: noted)
    }
    var record = RecordBytes(gap)
    record.append(Array(before.run.utf8), at: recordOffset(of: \ev_sensor_gap.run))
    return record.bytes
  }
}
