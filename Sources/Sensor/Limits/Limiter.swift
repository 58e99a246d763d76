import CLibBPF
import Events
import Glibc
import SystemPackage

/// Keeps the sensor to its limits: measures what it takes and says what is to be left out.
struct Limiter {
  /// What is to be done and told.
  struct News {
    /// The last step in force; nil: nothing is left out.
    var step: DegradeStep?
    /// For a log.
    var message: String
    fileprivate var previous: DegradeStep?
    fileprivate var steps: [DegradeStep]
    fileprivate var change: Regulator.News
    fileprivate var limits: ResourceLimits

    /// The event's record.
    func record(header: HeaderTemplate) -> [UInt8] {
      RecordBuilder.sensorDegrade(
        header: header, step: step, previous: previous, steps: steps, cause: change.cause,
        cpu: (change.cpu, limits.cpu ?? 0), memory: (change.memory, limits.memory ?? 0))
    }
  }

  private let limits: ResourceLimits
  /// Those that leave anything out here, in their order.
  private let steps: [DegradeStep]
  private let meter: UsageMeter
  private var regulator: Regulator
  /// What is left out now, in the order in which it was.
  private(set) var inForce: [DegradeStep] = []
  private var wasExhausted = false

  /// Begins to look.
  ///
  /// - Parameters:
  ///   - limits: what may be taken.
  ///   - steps: what can be left out.
  ///   - buffers: bytes of the buffers of the kernel's records.
  ///   - now: the nanoseconds since boot.
  /// - Throws: why nothing can be measured.
  init(
    _ limits: ResourceLimits, steps: [DegradeStep], buffers: Int, now: UInt64
  ) throws(Errno) {
    self.limits = limits
    self.steps = steps
    meter = try UsageMeter(buffers: buffers)
    regulator = Regulator(limits, levels: steps.count, from: try meter.usage(at: now))
  }

  /// What changes now; to be asked about once a second.
  mutating func look(now: UInt64) throws(Errno) -> News? {
    var usage = try meter.usage(at: now)
    if let memory = limits.memory, usage.memory > memory {
      // First what was used and is free by now.
      malloc_trim(0)
      usage = try meter.usage(at: now)
    }
    guard let change = regulator.take(usage) else { return nil }
    let previous = inForce.last
    inForce = Array(steps.prefix(change.level))
    return News(
      step: inForce.last, message: message(change, inForce), previous: previous, steps: inForce,
      change: change, limits: limits)
  }

  /// A complaint, once, that the limits are gone over although nothing is left to be left out.
  mutating func takeComplaint() -> String? {
    defer { wasExhausted = regulator.isExhausted }
    guard regulator.isExhausted, !wasExhausted else { return nil }
    return "over a limit although all is left out that may be"
  }

  private func message(_ change: Regulator.News, _ inForce: [DegradeStep]) -> String {
    let names = inForce.map(\.description).joined(separator: ", ")
    let leftOut = inForce.isEmpty ? "nothing is left out any more" : "left out: \(names)"
    let used =
      switch change.cause {
      case .cpu:
        "over the limit of CPU time, \(change.cpu) of \(limits.cpu ?? 0) thousandths of a CPU"
      case .memory: "over the limit of memory, \(change.memory) of \(limits.memory ?? 0) bytes"
      case nil: "within the limits again"
      }
    return "\(used); \(leftOut)"
  }
}
