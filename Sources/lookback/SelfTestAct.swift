import ArgumentParser
import Sensor

/// `lookback selftest-act`: what `selftest` and `doctor` start, to have something happen.
struct SelfTestAct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Actor.subcommand, abstract: "Acts for lookback selftest.", shouldDisplay: false)

  func run() {
    Actor.run()
  }
}
