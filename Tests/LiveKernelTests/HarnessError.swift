import Foundation

/// The harness, not the sensor, could not do its work, or waited in vain.
struct HarnessError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  /// A call of the C library failed, for the reason in `errno`.
  init(call: String) {
    self.init("\(call): \(String(cString: strerror(errno)))")
  }
}
