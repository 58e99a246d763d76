import Events

/// Decides how much is left out for the sensor to keep to its limits.
///
/// It looks at spans of three seconds. Over a limit in one: a step is taken. Well below the limits in
/// three spans in a row: a step is taken back. One that had to be taken again soon after stays for twice
/// as long, and so on: what is too much all the time is let in for three seconds every five minutes.
struct Regulator {
  /// What has changed.
  struct News: Equatable {
    /// How many steps are in force.
    var level: Int
    /// The same before.
    var previous: Int
    /// The limit that was gone over; nil: a step was taken back.
    var cause: LimitedResource?
    /// What was used in the span, in thousandths of a CPU.
    var cpu: UInt64
    /// The memory in use at its end, in bytes.
    var memory: UInt64
  }

  /// How long a span is, in nanoseconds.
  static let span: UInt64 = 3_000_000_000
  /// Spans well below the limits after which a step is taken back, at first and at most.
  static let patience = 3...96

  private let limits: ResourceLimits
  private let levels: Int
  private var begin: Usage
  /// The least and the most memory that was in use in the span.
  private var memory: ClosedRange<UInt64>
  private(set) var level = 0
  /// Whether a step has just been taken or taken back: what was before it is still being worked off.
  private var settles = false
  private var calm = 0
  private var patience = Self.patience.lowerBound
  /// Spans since a step was taken back.
  private var sinceBack: Int?
  /// Whether a limit is gone over although no step is left.
  private(set) var isExhausted = false

  /// Begins with nothing left out.
  ///
  /// - Parameters:
  ///   - limits: what may be used.
  ///   - levels: how many steps there are.
  ///   - usage: what is used at the beginning.
  init(_ limits: ResourceLimits, levels: Int, from usage: Usage) {
    self.limits = limits
    self.levels = levels
    begin = usage
    memory = usage.memory...usage.memory
  }

  /// What changes now.
  ///
  /// - Parameter usage: what is used now; to be told about once a second.
  /// - Returns: nil: nothing.
  mutating func take(_ usage: Usage) -> News? {
    if settles {
      settles = false
      restart(from: usage)
      return nil
    }
    memory = min(memory.lowerBound, usage.memory)...max(memory.upperBound, usage.memory)
    guard usage.time &- begin.time >= Self.span else { return nil }
    let cpu = (usage.cpu &- begin.cpu) * 1000 / (usage.time - begin.time)
    let cause = resourceOver(cpu: cpu)
    let isCalm = isWellBelow(cpu: cpu)
    restart(from: usage)
    sinceBack? += 1
    calm = isCalm ? calm + 1 : 0
    isExhausted = cause != nil && level == levels

    let previous = level
    if cause != nil, level < levels {
      if let sinceBack {
        let isRelapse = sinceBack <= patience
        patience =
          isRelapse ? min(patience * 2, Self.patience.upperBound) : Self.patience.lowerBound
      }
      sinceBack = nil
      level += 1
    } else if calm >= patience, level > 0 {
      calm = 0
      sinceBack = 0
      level -= 1
    }
    guard level != previous else { return nil }
    settles = true
    return News(
      level: level, previous: previous, cause: cause, cpu: cpu, memory: usage.memory)
  }

  private mutating func restart(from usage: Usage) {
    begin = usage
    memory = usage.memory...usage.memory
  }

  private func resourceOver(cpu: UInt64) -> LimitedResource? {
    if let limit = limits.cpu, cpu > limit { return .cpu }
    // All the time, and not for a moment.
    if let limit = limits.memory, memory.lowerBound > limit { return .memory }
    return nil
  }

  /// Below 70 % of the CPU's limit, and below that of memory by a sixteenth: that never goes down far.
  private func isWellBelow(cpu: UInt64) -> Bool {
    if let limit = limits.cpu, cpu * 10 >= limit * 7 { return false }
    if let limit = limits.memory, memory.upperBound >= limit - limit / 16 { return false }
    return true
  }
}
