import Foundation
import Synchronization

/// A result that another thread brings.
package final class Promised<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let arrived = DispatchSemaphore(value: 0)

  /// Has a thread of its own find it.
  package init(_ body: @escaping @Sendable () -> Value) {
    Thread.detachNewThread { [self] in
      let found = body()
      value.withLock { $0 = found }
      arrived.signal()
    }
  }

  /// Waits for it.
  ///
  /// - Returns: nil if it does not come before the deadline.
  package func get(seconds: Int = 120) -> Value? {
    guard arrived.wait(timeout: .now() + .seconds(seconds)) == .success else { return nil }
    arrived.signal()
    return value.withLock { $0 }
  }
}
