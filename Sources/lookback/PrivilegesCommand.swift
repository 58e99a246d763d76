import ArgumentParser
import Capture
import Sensor

/// `lookback privileges`: gives up what a recording sensor gives up, and tries to get it back.
struct PrivilegesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "privileges",
    abstract:
      "Gives up what a sensor gives up once it records, and tries what it then cannot do any "
      + "more.",
    discussion: "Exit status: 0 all of it was refused, 1 something was not.")

  @Option(
    name: .customLong("capture"),
    help: ArgumentHelp("Where the kernel leaves records; see `record`.", valueName: "mode"),
    transform: Self.mode)
  var mode = CaptureMode.ring

  @Option(
    help: ArgumentHelp(
      "A file that the sensor would write. Can be given more than once.", valueName: "path"))
  var writes: [String] = []

  @Flag(help: "Give nothing up before the trial.")
  var keepPrivileges = false

  @Sendable private static func mode(_ text: String) throws -> CaptureMode {
    guard let mode = CaptureMode(rawValue: text) else {
      let names = CaptureMode.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--capture takes one of \(names), and not '\(text)'")
    }
    return mode
  }

  func run() throws {
    if !keepPrivileges {
      let privileges = try Privileges.drop(mode: mode, attaching: true, writing: writes)
      for kept in privileges.kept { print("kept \(kept.name): \(kept.reason)") }
    }
    let attempts = Privileges.attempts()
    for attempt in attempts {
      print("\(attempt.isRefused ? "refused" : "LET") \(attempt.name)")
    }
    guard attempts.allSatisfy(\.isRefused) else { throw ExitCode.failure }
  }
}
