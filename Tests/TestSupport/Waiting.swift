import Foundation

/// Waiting for what another process does.
package enum Waiting {
  /// Waits until something is so.
  ///
  /// - Returns: whether it is, before the deadline.
  package static func until(seconds: Int = 30, _ isSo: () -> Bool) -> Bool {
    let deadline = Date().addingTimeInterval(TimeInterval(seconds))
    while Date() < deadline {
      if isSo() { return true }
      usleep(10_000)
    }
    return isSo()
  }
}
