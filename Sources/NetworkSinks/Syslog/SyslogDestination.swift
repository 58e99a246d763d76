public import Events
public import Sinks

/// Messages of RFC 5424 over a stream, each behind its length in bytes (RFC 6587, 3.4.1; RFC 5425).
public final class SyslogDestination: Destination, @unchecked Sendable {
  // Safety: the frames are only touched by deliver, which one thread calls; the peer is made for all.
  private let peer: Peer
  private var frames: SyslogFrames

  /// A receiver as it is asked for; nothing is connected yet.
  ///
  /// - Throws: ``DeliveryFailure``, final: all that is wrong with what is asked for.
  public convenience init(_ target: SyslogTarget) throws(DeliveryFailure) {
    try self.init(target, limits: .usual)
  }

  init(_ target: SyslogTarget, limits: ConnectionLimits) throws(DeliveryFailure) {
    frames = SyslogFrames(try SyslogHeader(target))
    peer = try Peer(target.peer, acknowledges: false, limits: limits)
  }

  public var name: String { "syslog:" + peer.name }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    guard batch.lineCount > 0 else { return }
    frames.make(of: batch)
    try peer.deliver(PeerMessage(bytes: frames.bytes, lines: batch.lineCount))
  }

  public func reopen() { peer.reopen() }

  public func stopWaiting() { peer.stopWaiting() }

  public func close() throws(DeliveryFailure) { try peer.close() }
}
