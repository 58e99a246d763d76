import ArgumentParser
import Configuration
import Glibc
import Sensor

/// A flag for each setting, and where the others are read.
struct SettingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration file; \(ConfigurationSources.standardPath) by default, if it is there.",
      valueName: "file"))
  var config: String?

  @Flag(name: .customLong("no-config"), help: "No configuration file.")
  var hasNoConfig = false

  @Option(help: .setting("events"))
  var events: String?

  @Option(help: .setting("process-tree"))
  var processTree: String?

  @Option(help: .setting("cgroup"))
  var cgroup: String?

  @Option(help: .setting("watch"))
  var watch: [String] = []

  @Option(help: .setting("capture"))
  var capture: String?

  @Option(help: .setting("cpus-per-ring"))
  var cpusPerRing: String?

  @Option(help: .setting("ring-critical"))
  var ringCritical: String?

  @Option(help: .setting("ring-bulk"))
  var ringBulk: String?

  @Option(help: .setting("probes"))
  var probes: String?

  @Option(help: .setting("btf"))
  var btf: String?

  @Option(help: .setting("process-budget"))
  var processBudget: String?

  @Option(help: .setting("cgroup-budget"))
  var cgroupBudget: String?

  @Option(help: .setting("connect-repeats"))
  var connectRepeats: String?

  @Option(help: .setting("cpu-limit"))
  var cpuLimit: String?

  @Option(help: .setting("memory-limit"))
  var memoryLimit: String?

  @Option(help: .setting("heal-interval"))
  var healInterval: String?

  @Option(help: .setting("status-socket"))
  var statusSocket: String?

  @Flag(name: .customLong("no-status-socket"), help: "Nobody can ask this sensor.")
  var hasNoStatusSocket = false

  @Option(help: .setting("heartbeat"))
  var heartbeat: String?

  @Flag(name: .customLong("no-heartbeat"), help: "No signs of life are left.")
  var hasNoHeartbeat = false

  @Option(help: .setting("metrics"))
  var metrics: String?

  @Flag(help: .setting("keep-privileges"))
  var keepPrivileges = false

  @Option(help: .setting("history"))
  var history: String?

  @Flag(name: .customLong("no-history"), help: "The past is not kept.")
  var hasNoHistory = false

  @Option(help: .setting("history-size"))
  var historySize: String?

  @Option(help: .setting("history-age"))
  var historyAge: String?

  @Option(name: .customLong("sink"), help: .setting("sinks"))
  var sinks: [String] = []

  @Option(help: .setting("spool-dir"))
  var spoolDir: String?

  @Flag(name: .customLong("no-spool"), help: "No sink keeps anything on the disk.")
  var hasNoSpool = false

  @Flag(help: .setting("verbose"))
  var verbose = false

  func validate() throws {
    if config != nil && hasNoConfig {
      throw ValidationError("--config and --no-config exclude each other")
    }
    if statusSocket != nil && hasNoStatusSocket {
      throw ValidationError("--status-socket and --no-status-socket exclude each other")
    }
    if heartbeat != nil && hasNoHeartbeat {
      throw ValidationError("--heartbeat and --no-heartbeat exclude each other")
    }
    if history != nil && hasNoHistory {
      throw ValidationError("--history and --no-history exclude each other")
    }
    do throws(ConfigurationError) {
      _ = try Configuration.load(ConfigurationSources(file: .none, flags: flags)).checked()
    } catch {
      // The first one, as with all that is wrong on the command line.
      throw ValidationError(error.problems.first?.message ?? "")
    }
  }

  /// What is in force.
  ///
  /// - Throws: ``ConfigurationError`` with all that is wrong.
  func load() throws(ConfigurationError) -> Configuration {
    try Configuration.load(sources).checked()
  }

  /// Where settings come from; to be read again when somebody asks for it.
  var sources: ConfigurationSources {
    let file: ConfigurationSources.File =
      hasNoConfig ? .none : config.map { .path($0) } ?? .standard
    return ConfigurationSources(file: file, environment: Environment.current, flags: flags)
  }

  private var flags: [String: [String]] {
    let single: [(String, String?)] = [
      ("events", events), ("process-tree", processTree), ("cgroup", cgroup), ("capture", capture),
      ("cpus-per-ring", cpusPerRing), ("ring-critical", ringCritical), ("ring-bulk", ringBulk),
      ("probes", probes), ("btf", btf), ("process-budget", processBudget),
      ("cgroup-budget", cgroupBudget), ("connect-repeats", connectRepeats),
      ("cpu-limit", cpuLimit), ("memory-limit", memoryLimit), ("heal-interval", healInterval),
      ("status-socket", hasNoStatusSocket ? "no" : statusSocket),
      ("heartbeat", hasNoHeartbeat ? "no" : heartbeat), ("metrics", metrics),
      ("keep-privileges", keepPrivileges ? "yes" : nil), ("history", hasNoHistory ? "no" : history),
      ("history-size", historySize),
      ("history-age", historyAge), ("spool-dir", spoolDir),
      ("spool", hasNoSpool ? "no" : nil), ("verbose", verbose ? "yes" : nil),
    ]
    var flags: [String: [String]] = [:]
    for (name, value) in single { flags[name] = value.map { [$0] } }
    if !watch.isEmpty { flags["watch"] = watch }
    if !sinks.isEmpty { flags["sinks"] = sinks }
    return flags
  }
}

extension ArgumentHelp {
  /// What docs/configuration.md says of a setting.
  static func setting(_ name: String) -> ArgumentHelp {
    let setting = Setting.named(name)
    return ArgumentHelp(setting?.summary ?? "", valueName: setting?.valueName)
  }
}
