import Configuration
import Events
import Filters
import Formats
import Logging
import NetworkSinks
import Sensor
import Sinks

/// Makes of the sinks that are asked for what the sensor runs.
struct SinkMaker: Sendable {
  private let logger: Logger
  /// Of peers, in milliseconds: short for whoever reads, and long enough for hundreds of lines in a storm.
  private static let gathering = 50

  init(_ logger: Logger) {
    self.logger = logger
  }

  /// Plans of these sinks.
  ///
  /// - Throws: ``Failure`` where one cannot be made; what can only be known by trying (a file that cannot
  ///   be opened, a peer that is not there) is not tried.
  func plans(_ specifications: [SinkSpecification]) throws -> [SinkPlan] {
    try specifications.map(plan)
  }

  private func plan(_ specification: SinkSpecification) throws -> SinkPlan {
    let report: @Sendable (String) -> Void = { [logger] message in
      logger.warning("\(specification.name): \(message)")
    }
    var plan = SinkPlan(specification) {
      try Self.destination(specification.target, report)
    }
    _ = try plan.makeDestination()
    if let condition = specification.filter.condition {
      let filter = try Filter(condition)
      plan.makeCondition = { try FilterCondition(filter) }
    }
    switch specification.target {
    case .standardOutput, .file: break
    case .stream, .syslog: plan.gathering = Self.gathering
    }
    switch specification.format {
    case .lookback: break
    case .ecs: plan.makeFormatter = { ECSFormatter() }
    case .ocsf: plan.makeFormatter = { OCSFFormatter() }
    }
    if let spool = specification.spool {
      // Each lane has a share of its own: none can take the other's.
      let limit = spool.limit / UInt64(SinkLane.allCases.count)
      plan.openSpool = { lane in
        try Spool(
          directory: spool.directory(ofSink: specification.name, lane: lane), limit: limit)
      }
    }
    return plan
  }

  private static func destination(
    _ target: SinkTarget, _ report: @escaping @Sendable (String) -> Void
  ) throws -> any Destination {
    switch target {
    case .standardOutput: StandardOutputDestination(report: report)
    case .file(let file): FileDestination(file, report: report)
    case .stream, .syslog: try NetworkDestinations.make(target)
    }
  }
}

/// What is read anew at SIGHUP.
///
/// - Parameters:
///   - configuration: the one in force.
///   - sinks: makes the sinks.
///   - sources: where it came from.
///   - logger: told which changes take another start.
/// - Returns: reads it, and makes plans of its sinks.
func reloading(
  _ configuration: Configuration, _ sinks: SinkMaker, from sources: ConfigurationSources,
  _ logger: Logger
) -> @Sendable () throws -> [SinkPlan] {
  {
    let now = try Configuration.load(sources).checked()
    for change in now.changes(from: configuration) where change.needsRestart {
      logger.warning("\(change): not before the next start")
    }
    return try sinks.plans(now.settings.sinks)
  }
}
