import Logging

/// Where a running sensor says how it is.
public enum StatusPlace: Sendable, Equatable {
  /// A socket of its own in ``StatusDirectory``; without one it records all the same.
  case standard
  /// A socket at this absolute path, or no sensor.
  case path(String)
}

extension StatusPlace {
  /// Listens there.
  ///
  /// - Throws: ``StatusError`` where that cannot be and the place was asked for; if not, it is said.
  func open(_ logger: Logger) throws(StatusError) -> StatusSocket? {
    do {
      return try StatusSocket(at: self)
    } catch {
      guard self == .standard else { throw error }
      logger.warning("`lookback status` will not know of this sensor: \(error)")
      return nil
    }
  }
}
