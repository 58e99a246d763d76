import CEventABI
import Events

/// How many events of each kind were written.
///
/// Counting is a step of every event: the numbers stand in memory of their own.
final class EventTally {
  private let counts: UnsafeMutableBufferPointer<UInt64>

  init() {
    counts = .allocate(capacity: EventKind.limit)
    counts.initialize(repeating: 0)
  }

  deinit {
    counts.deallocate()
  }

  /// Counts a record that was encoded: its kind is known.
  func count(_ record: UnsafeRawBufferPointer) {
    counts[Int(record.loadUnaligned(as: ev_header.self).kind)] += 1
  }

  /// By the kinds' numbers.
  var byKind: [UInt64] { Array(counts) }
}
