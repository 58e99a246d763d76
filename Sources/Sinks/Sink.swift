public import Events
public import SystemPackage

/// Where finished lines go.
///
/// Called by one thread only, which may wait as long as it likes.
public protocol Sink: AnyObject, Sendable {
  /// For messages, e.g. "standard output".
  var name: String { get }

  /// Takes all bytes of the batch, or throws; whole lines only.
  ///
  /// - Throws: the errno that ends this sink for good.
  func write(_ batch: OutputBuffer) throws(Errno)
}
