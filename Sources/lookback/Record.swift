import ArgumentParser
import Capture
import Configuration
import Events
import Glibc
import Logging
import Sensor
import Sinks
import SystemPackage

/// `lookback record`: everything that happens, one JSON object a line, until Ctrl-C.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Records this host to standard output, one JSON object a line. Ctrl-C ends it.")

  @OptionGroup var options: SettingOptions

  @Option(
    help: ArgumentHelp(
      "Where btmp and wtmp are, in which programs note logins.", valueName: "path",
      visibility: .hidden))
  var loginRecords = LoginFile.directory

  func run() throws {
    // Who has no right to record may have none to read the configuration either.
    guard HostFacts.current().isRoot else { return try Preconditions.check(typesFile: nil) }
    let loaded = try options.load()
    let settings = loaded.settings
    try Preconditions.check(typesFile: settings.btf)
    var logger = Logger(label: "lookback") { _ in ConsoleLog() }
    logger.logLevel = settings.verbose ? .debug : .info

    var configuration = SensorConfiguration(
      capture: settings.captureConfiguration, host: try HostIdentity.current())
    configuration.capture.mutedTerminals = OwnTerminals.devices()
    configuration.healInterval = UInt64(settings.healInterval) * 1_000_000_000
    configuration.loginDirectory = loginRecords
    configuration.limits = settings.limits
    configuration.status = settings.statusPlace
    configuration.heartbeat = settings.heartbeatPlace
    configuration.dropsPrivileges = !settings.keepPrivileges
    // Listens now: later the sensor may be allowed less.
    configuration.metrics = try loaded.metricsServer(logger)
    configuration.manager = manager(logger)
    let history = try settings.historySink(logger)
    let sinks = SinkMaker(logger, history: history)
    let plans = try sinks.plans(settings.sinks)
    configuration.loadSinks = reloading(loaded, sinks, from: options.sources, logger)
    configuration.writtenFiles = plans.flatMap(\.specification.writtenFiles)
    // Whoever started it at a terminal expects it to end with that.
    configuration.endsAtHangUp = isatty(STDIN_FILENO) != 0 || isatty(STDOUT_FILENO) != 0
    let sensor: Sensor
    do {
      sensor = try Sensor(configuration, sinks: plans, logger: logger)
    } catch let error as BPFError {
      throw Failure(error.description)
    }
    announce(configuration.capture, settings, sensor, logger)
    if case .history(let kept) = history?.target {
      logger.info("the past is kept in \(kept.directory); `lookback query` asks it")
    }
    announce(sensor.privileges, logger)
    let summary = try sensor.run()
    report(summary, logger)
    // Why, the sensor has said.
    if summary.sinks.contains(where: { $0.turn == .ended }) { throw ExitCode.failure }
  }

  /// Who has started the sensor and waits to be told that it records; nil: nobody.
  private func manager(_ logger: Logger) -> ServiceManager? {
    do {
      return try ServiceManager()
    } catch {
      logger.warning("NOTIFY_SOCKET: \(error); whoever started the sensor does not learn of it")
      return nil
    }
  }

  /// What the sensor still may.
  private func announce(_ privileges: Privileges?, _ logger: Logger) {
    guard let privileges else {
      return logger.warning("all rights are kept: whoever takes over the sensor has the host")
    }
    for kept in privileges.kept { logger.debug("\(kept.name) is kept: \(kept.reason)") }
  }

  private func announce(
    _ capture: CaptureConfiguration, _ settings: Settings, _ sensor: Sensor, _ logger: Logger
  ) {
    let families = Set(
      capture.kinds.compactMap { EventCatalog.definition(of: $0)?.family }
    ).subtracting([.sensor]).map(\.rawValue).sorted()
    logger.info("recording \(families.joined(separator: ", ")); Ctrl-C ends it")
    let sizes = (critical: capture.rings.critical >> 10, bulk: capture.rings.bulk >> 10)
    logger.info(
      "buffers (\(capture.mode.rawValue)): \(sizes.critical) KiB critical, \(sizes.bulk) KiB bulk")
    if families.contains("file") {
      if capture.files.looksEverywhere {
        logger.info("files: only \(settings.watch.joined(separator: ", "))")
      } else {
        let quiet = FileWatch.quietFileSystems.joined(separator: ", ")
        let secrets = capture.files.rules.count { $0.isSecret }
        logger.info(
          "files: writes everywhere but in \(quiet); reads of \(secrets) secret paths")
      }
    }
    if families.contains("terminal"), !capture.mutedTerminals.isEmpty {
      logger.info("terminals: not this one, for it shows what is recorded")
    }
    for hook in sensor.hooks where hook.way == nil {
      let kinds = hook.kinds.map(\.description).joined(separator: ", ")
      let reason = hook.refusals.last?.reason ?? "no way"
      logger.notice("not available here: \(hook.hook.name) (\(kinds)): \(reason)")
    }
    for hook in settings.verbose ? sensor.hooks : [] {
      logger.debug("\(hook.hook.name): \(hook.way?.rung.rawValue ?? "-")")
      for refusal in hook.refusals {
        logger.debug("\(hook.hook.name): not \(refusal.rung.rawValue): \(refusal.reason)")
        for line in refusal.log.suffix(30) { logger.debug("  \(line)") }
      }
    }
    for (program, instructions) in settings.verbose ? sensor.verifiedInstructions : [] {
      logger.debug("\(program): \(instructions) instructions verified")
    }
  }

  private func report(_ summary: Sensor.Summary, _ logger: Logger) {
    if summary.treeEnded { logger.info("all processes of the tree have ended") }
    if summary.lost == 0 {
      logger.info("\(summary.events) events, none lost")
    } else {
      let reasons = summary.lostByReason.map { "\($0.reason) \($0.count)" }
      logger.warning(
        "\(summary.events) events, \(summary.lost) lost: \(reasons.joined(separator: ", "))")
    }
  }
}
