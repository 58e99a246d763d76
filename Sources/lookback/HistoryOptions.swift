import ArgumentParser
import Configuration
import History

/// Which history is asked, and of what time.
struct HistoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The directory of the history; by default that of the configuration.", valueName: "path"))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "From when on, such as \(TimeExpression.examples).", valueName: "time"))
  var from: String?

  @Option(help: ArgumentHelp("Up to when, likewise.", valueName: "time"))
  var to: String?

  func validate() throws { _ = try times }

  /// Nanoseconds since 1970.
  var times: ClosedRange<Int64> {
    get throws {
      let now = TimeExpression.now
      let start = try from.map { try givenTime($0, "--from", now: now) } ?? .min
      let end = try to.map { try givenTime($0, "--to", use: .to, now: now) } ?? .max
      guard start <= end else { throw ValidationError("--to is before --from") }
      return start...end
    }
  }

  /// Opens it.
  func open() throws(HistoryError) -> History { try Self.open(history) }

  /// Opens the one that a flag says, or the configuration of this host.
  static func open(_ flag: String?) throws(HistoryError) -> History {
    try History(directory(flag))
  }

  /// The directory: as a flag says, or the configuration of this host.
  static func directory(_ flag: String?) -> String {
    if let flag { return flag }
    let sources = ConfigurationSources(
      file: .standard, environment: Environment.current, flags: [:])
    // What is wrong with it is not what was asked.
    if let loaded = try? Configuration.load(sources), case .path(let path) = loaded.settings.history
    {
      return path
    }
    return Settings.standardHistory
  }
}
