public import Events
public import SystemPackage

/// Where finished lines go.
///
/// Written to by one thread only, which may wait as long as it likes.
public protocol Sink: AnyObject, Sendable {
  /// For messages, e.g. "standard output".
  var name: String { get }

  /// Takes all bytes of the batch, or throws; whole lines only.
  ///
  /// - Throws: the errno that ends this sink for good.
  func write(_ batch: OutputBuffer) throws(Errno)

  /// From now on what can be waited for without end is an error: the sensor is about to end.
  ///
  /// Called from another thread than ``write(_:)``, perhaps more than once.
  func stopWaiting()
}
