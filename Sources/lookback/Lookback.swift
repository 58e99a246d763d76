import ArgumentParser
import Sensor

@main
struct Lookback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookback",
    abstract: "Records what this host does, from the kernel: commands, connections, modules, files "
      + "and terminals.",
    version: sensorVersion,
    subcommands: hidden,
    groupedSubcommands: groups)

  private static let groups = [
    CommandGroup(name: "Recording", subcommands: [Record.self, Status.self, Config.self]),
    CommandGroup(
      name: "Looking back",
      subcommands: [
        Query.self, Tail.self,
        At.self, Diff.self,
        Explain.self, TimelineCommand.self, BlameCommand.self,
        TTY.self,
        Verify.self,
      ]),
    CommandGroup(
      name: "This host",
      subcommands: [
        Doctor.self, SelfTestCommand.self, PrivilegesCommand.self, Install.self, Uninstall.self,
        Events.self,
      ]),
  ]

  /// For those who measure and test.
  private static let hidden: [any ParsableCommand.Type] = [
    BenchDrain.self, BenchHistory.self, SelfTestAct.self,
  ]

  /// Whether that is one of the commands.
  private static func isCommand(_ word: String) -> Bool {
    groups.flatMap(\.subcommands).contains { command in
      (command.configuration.commandName ?? "\(command)".lowercased()) == word
    }
  }

  /// Runs the command; an error is one line, without the usage behind it.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      // Each problem of a configuration is an error of its own.
      let message = message(for: error).replacing("\n", with: "\nlookback: error: ")
      guard !code.isSuccess, !message.isEmpty else { exit(withError: error) }
      let word = CommandLine.arguments.dropFirst().first ?? ""
      let command = isCommand(word) ? " \(word)" : ""
      let hint = code == .validationFailure ? " (see lookback\(command) --help)" : ""
      // Nobody is left to be told that standard error is closed.
      try? standardError("lookback: error: \(message)\(hint)\n")
      exit(withError: code)
    }
  }
}
