import ArgumentParser
import Capture
import Events
import Sensor

/// How much of the machine the sensor may take.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much CPU time the sensor may take on average, in percent of one CPU. Over it, less is "
        + "recorded, step by step: first \(Self.steps); processes, logins, modules and the system "
        + "always are. What is left out is counted.", valueName: "percent"))
  var cpuLimit: Int?

  @Option(
    help: ArgumentHelp(
      "How much memory the sensor may take, buffers included, such as 32M: these are made small "
        + "enough; over it, less is recorded, likewise.", valueName: "bytes"),
    transform: MemorySize.init(parsing:))
  var memoryLimit: MemorySize?

  private static let steps =
    DegradeStep.allCases.map(\.description).joined(separator: ", then ")

  func validate() throws {
    let most = 100 * CPUs.possibleCount
    if let cpuLimit, !(1...most).contains(cpuLimit) {
      throw ValidationError(
        "--cpu-limit takes percent of one CPU, from 1 to \(most) on this machine, and not "
          + "\(cpuLimit)")
    }
  }

  /// The same for a sensor.
  var limits: ResourceLimits {
    ResourceLimits(
      cpu: cpuLimit.map { UInt64($0) * 10 }, memory: memoryLimit.map { UInt64($0.bytes) })
  }

  /// Complains where buffers leave no room for the rest of the sensor.
  func check(buffersOf bytes: Int) throws {
    guard let memoryLimit else { return }
    let least = ResourceLimits.leastMemory(forBuffersOf: bytes)
    guard UInt64(memoryLimit.bytes) < least else { return }
    throw ValidationError(
      "--memory-limit must be at least \(least >> 10)K with buffers of \(bytes >> 10) KiB, which "
        + "is the least for these options, and not \(memoryLimit.bytes >> 10)K")
  }
}
