import ArgumentParser
import Configuration
import Glibc

/// `lookback config`: what is configured, and whether it is right.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks and shows the configuration; see docs/configuration.md.",
    subcommands: [ConfigCheck.self, ConfigShow.self])
}

/// `lookback config check`: all that is wrong with a file.
struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tells all that is wrong with a configuration file.",
    discussion: "Exit status: 0 the file is right, 1 it is not.")

  @Argument(
    help: ArgumentHelp(
      "The file; without it \(ConfigurationSources.standardPath) and the environment.",
      valueName: "file"))
  var file: String?

  func run() throws {
    let sources =
      file.map { ConfigurationSources(file: .path($0)) }
      ?? ConfigurationSources(environment: Environment.current)
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(sources).checked()
      print(
        configuration.file.map { "\($0): nothing is wrong" }
          ?? "there is no \(ConfigurationSources.standardPath): everything is as is usual")
    } catch {
      print(error)
      throw ExitCode.failure
    }
  }
}

/// `lookback config show`: what is in force, and why.
struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Prints what `lookback record` would work with when given the same flags, and where each "
      + "value comes from, as a configuration file that says the same.")

  @OptionGroup(title: "The flags of record")
  var options: SettingOptions

  @Flag(help: "One JSON object; see docs/configuration.md.")
  var json = false

  func run() throws {
    let configuration = try options.load()
    print(json ? configuration.json + "\n" : configuration.text, terminator: "")
  }
}
