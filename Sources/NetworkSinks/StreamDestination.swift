public import Events
import NIOCore
public import Sinks

/// Newline-delimited lines to a peer, over one connection after another.
///
/// A delivery is over when the peer's kernel has all bytes, and with acknowledgements when the peer
/// itself says that it has the lines; see docs/sinks.md.
public final class StreamDestination: Destination, @unchecked Sendable {
  // Safety: the buffer is only touched by deliver, which one thread calls; the peer is made for all.
  private let peer: Peer
  private var buffer = ByteBuffer()

  /// A peer as it is asked for; nothing is connected yet.
  ///
  /// - Throws: ``DeliveryFailure``, final: all that is wrong with what is asked for.
  public convenience init(_ target: StreamTarget) throws(DeliveryFailure) {
    try self.init(target, limits: .usual)
  }

  init(_ target: StreamTarget, limits: ConnectionLimits) throws(DeliveryFailure) {
    peer = try Peer(target.peer, acknowledges: target.acknowledges, limits: limits)
  }

  public var name: String { peer.name }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    guard batch.lineCount > 0 else { return }
    buffer.clear()
    batch.withBytes { bytes in
      bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
    }
    try peer.deliver(PeerMessage(bytes: buffer, lines: batch.lineCount))
  }

  public func reopen() { peer.reopen() }

  public func stopWaiting() { peer.stopWaiting() }

  public func close() throws(DeliveryFailure) { try peer.close() }
}
