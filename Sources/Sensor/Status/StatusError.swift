import SystemPackage

/// Why there is no socket for the status, or no answer from one.
public struct StatusError: Error, CustomStringConvertible, Equatable {
  /// The socket, or the directory that it is to be in.
  public var path: String
  /// What is wrong with it.
  public var reason: String
  /// Whether nobody listens there.
  public private(set) var isAbsence = false

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  init(_ path: String, _ errno: Errno) {
    self.path = path
    self.reason = errno.description
    isAbsence = errno == .connectionRefused || errno == .noSuchFileOrDirectory
  }

  /// Of one who asks and may not.
  static func notAllowed(_ path: String) -> StatusError {
    StatusError(path, "only root and whoever started the sensor may ask: run it with sudo")
  }

  public var description: String { "\(path): \(reason)" }
}
