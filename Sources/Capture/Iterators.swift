import SystemPackage

/// The programs that are run by reading: over all tasks.
struct Iterators {
  private let processes: BPFLink
  private let pulse: BPFLink
  private let sensor: BPFLink

  init(_ object: BPFObject) throws(BPFError) {
    func attach(_ name: String) throws(BPFError) -> BPFLink {
      try object.program(named: name).attachIterator()
    }
    processes = try attach("process_snapshot")
    pulse = try attach("process_pulse")
    sensor = try attach("sensor_identity")
  }

  /// One record for each process, those out of scope included.
  func readProcesses() throws(BPFError) -> [UInt8] {
    try processes.readIterator()
  }

  /// One `ev_process_life` for each process.
  func readPulse() throws(BPFError) -> [UInt8] {
    try pulse.readIterator()
  }

  /// Has the programs learn which process the sensor is, as the kernel counts.
  ///
  /// - Returns: an `ev_header` whose acting task is the sensor.
  func findSensor() throws(BPFError) -> [UInt8] {
    try sensor.readIterator()
  }
}
