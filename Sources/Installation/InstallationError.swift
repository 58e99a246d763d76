import SystemPackage

/// Why something was not put in place, or not taken away.
public struct InstallationError: Error, CustomStringConvertible, Equatable {
  /// The file or directory.
  public var path: String
  /// What is wrong with it.
  public var reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  init(_ path: String, _ errno: Errno) {
    self.path = path
    switch errno {
    case .permissionDenied, .notPermitted: reason = "\(errno): run it as root (sudo)"
    default: reason = errno.description
    }
  }

  public var description: String { "\(path): \(reason)" }
}
