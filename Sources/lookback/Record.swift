import ArgumentParser
import Capture
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

  @Option(
    name: .customLong("events"),
    help: ArgumentHelp(
      "What to record: families (\(EventSelection.choices)) or kinds such as process.exec, with "
        + "commas between; everything by default. `lookback events` lists all kinds.",
      valueName: "list"),
    transform: EventSelection.init(parsing:))
  var selection = EventSelection.everything

  @Option(
    help: ArgumentHelp(
      "Only this process and its descendants; ends when they have.", valueName: "pid"))
  var processTree: Int32?

  @Option(
    help: ArgumentHelp(
      "Only tasks in this cgroup and below: a directory of the cgroup v2 file system.",
      valueName: "path"))
  var cgroup: String?

  @Option(
    help: ArgumentHelp(
      "Only this file, or this directory with all that is in it, reading included; for the file "
        + "family. Can be given more than once.", valueName: "path"))
  var watch: [String] = []

  @Option(
    help: ArgumentHelp(
      "Size of the ring for processes and modules: a power of two, such as 4M. With several, of "
        + "all of them together.",
      valueName: "bytes"),
    transform: RingSize.init(parsing:))
  var ringCritical: RingSize?

  @Option(
    help: ArgumentHelp(
      "Size of the ring for files, network and terminals, likewise.", valueName: "bytes"),
    transform: RingSize.init(parsing:))
  var ringBulk: RingSize?

  @Option(
    name: .customLong("capture"),
    help: ArgumentHelp(
      "Where the kernel leaves records: ring (one a lane), perf (perf buffers, one a lane and CPU) "
        + "or split (a ring for each lane and --cpus-per-ring).", valueName: "mode"),
    transform: CaptureMode.parse)
  var mode = CaptureMode.ring

  @Option(help: ArgumentHelp("CPUs that share a ring with --capture split.", valueName: "count"))
  var cpusPerRing = 1

  @Option(
    help: ArgumentHelp(
      "How many events of files, network and terminals a process may have told in a second; what is "
        + "over is counted. 0: no limit.", valueName: "count"))
  var processBudget = 0

  @Option(
    help: ArgumentHelp("The same for all processes of a cgroup together.", valueName: "count"))
  var cgroupBudget = 0

  @OptionGroup var limits: LimitOptions

  @Option(
    help: ArgumentHelp(
      "How many connects of a process to the same place with the same result are told one by one in "
        + "a second; what is over is counted, in net.connects. 0: all are told.",
      valueName: "count"))
  var connectRepeats = Int(CaptureConfiguration.defaultConnectRepeats)

  @Option(
    help: ArgumentHelp(
      "How often the known processes are compared with the kernel's, which heals what a loss did.",
      valueName: "seconds"))
  var healInterval = 30

  @Option(
    help: ArgumentHelp(
      "Where btmp and wtmp are, in which programs note logins.", valueName: "path",
      visibility: .hidden))
  var loginRecords = LoginFile.directory

  @Option(
    help: ArgumentHelp(
      "Where `lookback status` can ask this sensor; by default a socket of its own in "
        + "\(StatusDirectory.path).", valueName: "path"))
  var statusSocket: String?

  @Flag(name: .customLong("no-status-socket"), help: "Nobody can ask this sensor.")
  var hasNoStatusSocket = false

  @OptionGroup var service: ServiceOptions

  @OptionGroup var hooks: HookOptions

  @Flag(help: "Say more on standard error.")
  var verbose = false

  func validate() throws {
    if let processTree {
      let runs = processTree > 0 && (kill(processTree, 0) == 0 || errno == EPERM)
      guard runs else {
        throw ValidationError(
          "--process-tree takes the number of a running process, as `ps -e` shows them, and "
            + "\(processTree) is none")
      }
    }
    guard (1...86_400).contains(healInterval) else {
      throw ValidationError(
        "--heal-interval takes seconds, from 1 to 86400, and not \(healInterval)")
    }
    guard (1...CPUs.possibleCount).contains(cpusPerRing) else {
      throw ValidationError(
        "--cpus-per-ring takes 1 to \(CPUs.possibleCount) on this machine, and not \(cpusPerRing)")
    }
    try Self.check(budget: processBudget, of: "--process-budget")
    try Self.check(budget: cgroupBudget, of: "--cgroup-budget")
    guard connectRepeats >= 0 else {
      throw ValidationError(
        "--connect-repeats takes connects a second, or 0 for all, and not \(connectRepeats)")
    }
    if let statusSocket {
      guard !hasNoStatusSocket else {
        throw ValidationError("--status-socket and --no-status-socket exclude each other")
      }
      guard statusSocket.hasPrefix("/") else {
        throw ValidationError("--status-socket takes an absolute path, not '\(statusSocket)'")
      }
    }
    for path in watch where !path.hasPrefix("/") {
      throw ValidationError("--watch takes an absolute path, not '\(path)'")
    }
    try limits.check(buffersOf: captureConfiguration().bufferBytes)
  }

  private static func check(budget: Int, of option: String) throws {
    guard budget >= 0 else {
      throw ValidationError(
        "\(option) takes events a second, or 0 for no limit, and not \(budget)")
    }
  }

  func run() throws {
    try Preconditions.check(hooks)
    var logger = Logger(label: "lookback") { _ in ConsoleLog() }
    logger.logLevel = verbose ? .debug : .info

    var configuration = SensorConfiguration(
      capture: captureConfiguration(), host: try HostIdentity.current())
    configuration.healInterval = UInt64(healInterval) * 1_000_000_000
    configuration.loginDirectory = loginRecords
    configuration.limits = limits.limits
    configuration.status =
      hasNoStatusSocket ? nil : statusSocket.map(StatusPlace.path) ?? .standard
    try service.apply(to: &configuration, logger)
    let log = logger
    let sink = DescriptorSink(.standardOutput, name: "standard output") { errno in
      log.error("standard output: \(errno); waiting for room, events queue up meanwhile")
    }
    let sensor: Sensor
    do {
      sensor = try Sensor(configuration, sink: sink, logger: logger)
    } catch let error as BPFError {
      throw Failure(error.description)
    }
    announce(configuration.capture, sensor, logger)
    service.announce(sensor, logger)
    let summary = try sensor.run()
    report(summary, logger)
    if let failure = summary.sinkFailure {
      logger.error("standard output: \(failure)")
      throw ExitCode.failure
    }
  }

  private func captureConfiguration() -> CaptureConfiguration {
    var capture = CaptureConfiguration(
      kinds: selection.kinds.union(EventSelection.sensorKinds))
    capture.mode = mode
    capture.cpusPerRing = cpusPerRing
    capture.scope = .init(processTree: processTree, cgroup: cgroup)
    capture.budgets = Budgets(process: UInt64(processBudget), cgroup: UInt64(cgroupBudget))
    capture.connectRepeats = UInt64(connectRepeats)
    if !watch.isEmpty { capture.files = .only(watch) }
    limits.limits.fit(&capture)
    if let ringCritical { capture.rings.critical = ringCritical.bytes }
    if let ringBulk { capture.rings.bulk = ringBulk.bytes }
    capture.mutedTerminals = OwnTerminals.devices()
    hooks.apply(to: &capture)
    return capture
  }

  private func announce(_ capture: CaptureConfiguration, _ sensor: Sensor, _ logger: Logger) {
    let families = Set(
      capture.kinds.compactMap { EventCatalog.definition(of: $0)?.family }
    ).subtracting([.sensor]).map(\.rawValue).sorted()
    logger.info("recording \(families.joined(separator: ", ")); Ctrl-C ends it")
    let sizes = (critical: capture.rings.critical >> 10, bulk: capture.rings.bulk >> 10)
    logger.info(
      "buffers (\(capture.mode.rawValue)): \(sizes.critical) KiB critical, \(sizes.bulk) KiB bulk")
    if families.contains("file") {
      if capture.files.looksEverywhere {
        logger.info("files: only \(watch.joined(separator: ", "))")
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
    for hook in verbose ? sensor.hooks : [] {
      logger.debug("\(hook.hook.name): \(hook.way?.rung.rawValue ?? "-")")
      for refusal in hook.refusals {
        logger.debug("\(hook.hook.name): not \(refusal.rung.rawValue): \(refusal.reason)")
        for line in refusal.log.suffix(30) { logger.debug("  \(line)") }
      }
    }
    for (program, instructions) in verbose ? sensor.verifiedInstructions : [] {
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

extension EventSelection {
  /// What the sensor says of itself is always recorded.
  static let sensorKinds = Set(EventCatalog.all.filter { $0.family == .sensor }.map(\.kind))
}
