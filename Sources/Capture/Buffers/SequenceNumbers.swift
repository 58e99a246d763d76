import CEventABI

/// The numbers that records of a lane carry, one after the other in each context of each CPU: holes in
/// them are records that were lost.
///
/// All readers of a lane share them: a CPU can have one buffer after another.
final class SequenceNumbers {
  private static let contexts = Int(EV_CONTEXT_COUNT)

  /// The next number of each context of each CPU.
  private let expected: UnsafeMutableBufferPointer<UInt64>
  /// Numbers that never came, so far; by CPU.
  // Unchecked: see Sensor.
  @exclusivity(unchecked) private(set) var missing: [Int]

  init(cpuCount: Int) {
    expected = .allocate(capacity: cpuCount * Self.contexts)
    expected.initialize(repeating: 0)
    missing = [Int](repeating: 0, count: cpuCount)
  }

  deinit {
    expected.deallocate()
  }

  /// Takes note of a record's number.
  func check(cpu: Int, context: Int, number: UInt64) {
    guard cpu < missing.count, context < Self.contexts else { return }
    let stream = cpu * Self.contexts + context
    if number > expected[stream] {
      missing[cpu] += Int(number - expected[stream])
    } else if number < expected[stream] {
      missing[cpu] -= 1  // one that had been overtaken
      return
    }
    expected[stream] = number + 1
  }
}
