import Glibc
import SystemPackage

/// Why there can be no heartbeat.
public struct HeartbeatError: Error, CustomStringConvertible, Equatable {
  /// The file, or its directory.
  public var path: String
  /// What is wrong with it.
  public var reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Of the call that has just failed.
  static func last(_ path: String) -> HeartbeatError {
    HeartbeatError(path, Errno(rawValue: errno).description)
  }

  public var description: String { "\(path): \(reason)" }
}
