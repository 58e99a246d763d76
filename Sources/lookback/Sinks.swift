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
  /// Where the past is kept, beside all sinks; nil: nowhere.
  private let history: SinkSpecification?
  /// Of peers, in milliseconds: short for whoever reads, and long enough for hundreds of lines in a storm.
  private static let gathering = 50

  init(_ logger: Logger, history: SinkSpecification?) {
    self.logger = logger
    self.history = history
  }

  /// Plans of these sinks, of which nothing is made yet.
  func plans(_ specifications: [SinkSpecification]) throws -> [SinkPlan] {
    try (specifications + (history.map { [$0] } ?? [])).map(plan)
  }

  /// The same for a sensor that runs, which is to keep the sinks that it has where these cannot be.
  ///
  /// - Throws: why one cannot be made. What is only known once it delivers (a file that cannot be opened, a
  ///   peer that is not there) is not tried.
  func triedPlans(_ specifications: [SinkSpecification]) throws -> [SinkPlan] {
    let plans = try plans(specifications)
    // The history is the same as before, and has one writer.
    for plan in plans where !plan.specification.isHistory { _ = try plan.makeDestination() }
    return plans
  }

  private func plan(_ specification: SinkSpecification) throws -> SinkPlan {
    let report: @Sendable (String) -> Void = { [logger] message in
      logger.warning("\(specification.name): \(message)")
    }
    var plan = SinkPlan(specification) {
      try Self.destination(specification.target, report)
    }
    if let condition = specification.filter.condition {
      let filter = try Filter(condition)
      plan.makeCondition = { try FilterCondition(filter) }
    }
    switch specification.target {
    case .standardOutput, .file: break
    case .stream, .syslog, .history: plan.gathering = Self.gathering
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
    case .history(let history): try HistoryDestination(history, report: report)
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
    return try sinks.triedPlans(now.settings.sinks)
  }
}
