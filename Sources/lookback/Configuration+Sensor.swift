import Capture
import Configuration
import Sensor

extension Configuration {
  /// Itself, if the settings go together.
  ///
  /// - Throws: what is wrong with one in view of others.
  func checked() throws(ConfigurationError) -> Configuration {
    guard let memory = settings.memoryLimit else { return self }
    let bytes = settings.captureConfiguration.bufferBytes
    let least = ResourceLimits.leastMemory(forBuffersOf: bytes)
    guard memory < least else { return self }
    let problem = problem(
      with: "memory-limit",
      "must be at least \(least >> 10)K with buffers of \(bytes >> 10) KiB, which is the least for "
        + "these options, and not \(memory >> 10)K")
    throw ConfigurationError([problem])
  }
}

extension Settings {
  /// The same for the part of the sensor that looks into the kernel.
  var captureConfiguration: CaptureConfiguration {
    var capture = CaptureConfiguration(kinds: events)
    capture.mode = self.capture
    capture.cpusPerRing = cpusPerRing
    capture.scope = .init(processTree: processTree, cgroup: cgroup)
    capture.budgets = Budgets(process: processBudget, cgroup: cgroupBudget)
    capture.connectRepeats = connectRepeats
    if !watch.isEmpty { capture.files = .only(watch) }
    limits.fit(&capture)
    if let ringCritical { capture.rings.critical = ringCritical }
    if let ringBulk { capture.rings.bulk = ringBulk }
    capture.probes = probes
    capture.typesFile = btf
    return capture
  }

  /// The same for the part that keeps the sensor to its limits.
  var limits: ResourceLimits {
    ResourceLimits(cpu: cpuLimit.map { $0 * 10 }, memory: memoryLimit)
  }

  /// The same for the part that tells how it is.
  var statusPlace: StatusPlace? {
    switch statusSocket {
    case .standard: .standard
    case .none: nil
    case .path(let path): .path(path)
    }
  }
}
