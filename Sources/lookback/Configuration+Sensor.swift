import Capture
import Configuration
import Filters
import Logging
import MetricsServer
import Sensor
import Sinks

extension Configuration {
  /// Itself, if the settings go together.
  ///
  /// - Throws: what is wrong with one in view of others.
  func checked() throws(ConfigurationError) -> Configuration {
    let problems = [memoryProblem].compactMap { $0 } + settings.sinks.compactMap(filterProblem)
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return self
  }

  private func filterProblem(_ sink: SinkSpecification) -> Problem? {
    if sink.filter.severity != nil {
      return problem(with: "sinks", "\(sink.name): no event has a severity yet; leave it out")
    }
    do {
      _ = try sink.filter.condition.map(Filter.init)
      return nil
    } catch {
      return problem(
        with: "sinks", "\(sink.name): where: \(error.message), at character \(error.position + 1)")
    }
  }

  private var memoryProblem: Problem? {
    guard let memory = settings.memoryLimit else { return nil }
    let bytes = settings.captureConfiguration.bufferBytes
    let least = ResourceLimits.leastMemory(forBuffersOf: bytes)
    guard memory < least else { return nil }
    return problem(
      with: "memory-limit",
      "must be at least \(least >> 10)K with buffers of \(bytes >> 10) KiB, which is the least for "
        + "these options, and not \(memory >> 10)K")
  }
}

extension Configuration {
  /// Listens for who asks what the sensor counts; nil: nobody can.
  ///
  /// - Throws: why that cannot be, told of where the address comes from.
  func metricsServer(_ logger: Logger) throws(ConfigurationError) -> MetricsServer? {
    guard let address = settings.metrics else { return nil }
    let place: MetricsPlace =
      switch address {
      case .loopback(let host, let port): .address(host, port: port)
      case .unix(let path): .path(path)
      }
    do {
      return try MetricsServer(at: place, logger: logger)
    } catch {
      throw ConfigurationError([problem(with: "metrics", "\(address.text): \(error)")])
    }
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
  /// The same for the part that leaves signs of life: of a sensor that records a part of the host only
  /// where it is told to, for the gap that the next one tells is one of the whole.
  var heartbeatPlace: HeartbeatPlace? {
    switch heartbeat {
    case .standard: processTree == nil && cgroup == nil ? .standard : nil
    case .none: nil
    case .path(let path): .path(path)
    }
  }
}
