import ArgumentParser
import Sensor

@main
struct Lookback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookback",
    abstract: "Records what this host does, from the kernel: commands, connections, modules, files "
      + "and terminals.",
    version: sensorVersion,
    subcommands: [
      Record.self, Query.self, TTY.self, Verify.self, Status.self, Config.self, Events.self,
      Doctor.self,
      SelfTestCommand.self,
      PrivilegesCommand.self, Install.self, Uninstall.self, BenchDrain.self, BenchHistory.self,
      SelfTestAct.self,
    ])

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
      let command =
        [
          "record", "query", "tty", "verify", "status", "config", "doctor", "selftest",
          "privileges",
          "install", "uninstall",
        ].contains(word) ? " \(word)" : ""
      let hint = code == .validationFailure ? " (see lookback\(command) --help)" : ""
      // Nobody is left to be told that standard error is closed.
      try? standardError("lookback: error: \(message)\(hint)\n")
      exit(withError: code)
    }
  }
}
