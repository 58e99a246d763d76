import ArgumentParser
import Capture
import Logging
import MetricsServer
import Sensor
import SystemPackage

/// How the sensor runs as a service: what it leaves behind, what it gives up, who counts.
struct ServiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where signs of life are left, from which the next sensor tells for how long nobody recorded; "
        + "\(HeartbeatPlace.standardPath) by default, if the whole host is recorded.",
      valueName: "path"))
  var heartbeat: String?

  @Flag(name: .customLong("no-heartbeat"), help: "No signs of life are left.")
  var hasNoHeartbeat = false

  @Option(
    help: ArgumentHelp(
      "Where Prometheus can ask: 127.0.0.1:9464, [::1]:9464 or unix:/run/lookback/metrics.sock. "
        + "Addresses of this host only; nobody by default.", valueName: "address"),
    transform: MetricsAddress.parse)
  var metrics: MetricsAddress?

  @Flag(help: "Keep all rights, for looking into the sensor; by default it gives up what it can.")
  var keepPrivileges = false

  func validate() throws {
    guard let heartbeat else { return }
    guard !hasNoHeartbeat else {
      throw ValidationError("--heartbeat and --no-heartbeat exclude each other")
    }
    guard heartbeat.hasPrefix("/") else {
      throw ValidationError("--heartbeat takes an absolute path, not '\(heartbeat)'")
    }
  }

  /// Listens where it is to listen: later the sensor may be allowed less.
  func apply(to configuration: inout SensorConfiguration, _ logger: Logger) throws {
    let scope = configuration.capture.scope
    let isWhole = scope.processTree == nil && scope.cgroup == nil
    configuration.heartbeat =
      heartbeat.map(HeartbeatPlace.path) ?? (isWhole && !hasNoHeartbeat ? .standard : nil)
    configuration.dropsPrivileges = !keepPrivileges
    configuration.metrics = try metrics.map { try MetricsServer(at: $0, logger: logger) }
    do {
      configuration.manager = try ServiceManager()
    } catch {
      logger.warning("NOTIFY_SOCKET: \(error); whoever started the sensor does not learn of it")
    }
  }

  /// What the sensor still may.
  func announce(_ sensor: Sensor, _ logger: Logger) {
    guard let privileges = sensor.privileges else {
      return logger.warning("all rights are kept: whoever takes over the sensor has the host")
    }
    for kept in privileges.kept { logger.debug("\(kept.name) is kept: \(kept.reason)") }
  }
}

extension MetricsAddress {
  /// The address of a text on the command line.
  @Sendable static func parse(_ text: String) throws -> MetricsAddress {
    do {
      return try MetricsAddress(text)
    } catch let error as MetricsAddress.Refusal {
      throw ValidationError("--metrics: \(error)")
    }
  }
}
