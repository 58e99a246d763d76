public import SystemPackage

/// Why a spool cannot be used.
public enum SpoolOpeningFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process uses it.
  case inUse(path: String)
  /// A later version of this program wrote it; reading it as ours would lose what is in it.
  case otherVersion(path: String)
  /// What the system said, and of what.
  case io(Errno, path: String)

  /// What happened, and the mend.
  public var description: String {
    switch self {
    case .inUse(let path):
      "the spool \(path) is in use by another sensor; give each one a spool directory of its own"
    case .otherVersion(let path):
      "another version of lookback wrote \(path); let that one deliver it, or move it away"
    case .io(.notPermitted, let path):
      "the spool \(path) belongs to another user; spools must be their sensor's own"
    case .io(let error, let path): "\(path): \(error)"
    }
  }
}
