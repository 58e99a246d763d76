import Glibc
import Logging

/// Where a sensor leaves signs of life for the next one.
public enum HeartbeatPlace: Sendable, Equatable {
  /// In ``standardPath``; where that cannot be it records all the same.
  case standard
  /// At this absolute path, or no sensor.
  case path(String)

  /// The directory of what sensors of this host keep.
  static let standardDirectory = "/var/lib/lookback"
  /// The file in it.
  public static let standardPath = "\(standardDirectory)/heartbeat"
}

extension HeartbeatPlace {
  /// Opens the file and takes possession of it.
  ///
  /// - Throws: ``HeartbeatError`` where that cannot be and the place was asked for; if not, it is said.
  func open(_ logger: Logger) throws(HeartbeatError) -> HeartbeatFile? {
    switch self {
    case .path(let path): return try HeartbeatFile(path)
    case .standard:
      do {
        guard mkdir(Self.standardDirectory, 0o700) == 0 || errno == EEXIST else {
          throw HeartbeatError.last(Self.standardDirectory)
        }
        return try HeartbeatFile(Self.standardPath)
      } catch {
        logger.warning("the next sensor will not know when this one ended: \(error)")
        return nil
      }
    }
  }
}
