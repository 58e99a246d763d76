import ArgumentParser
import Sensor

@main
struct Lookback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookback",
    abstract: "Records what this host does, from the kernel: commands, connections, modules, files "
      + "and terminals.",
    version: sensorVersion,
    subcommands: [Record.self, Events.self, BenchDrain.self])
}
