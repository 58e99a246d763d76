public import Events
import NIOCore
public import Sinks

/// Messages of RFC 5424 over a stream, each behind its length in bytes (RFC 6587, 3.4.1; RFC 5425).
public final class SyslogDestination: Destination, @unchecked Sendable {
  // Safety: the buffers are only touched by deliver, which one thread calls; the peer is made for all.
  private let peer: Peer
  private let header: SyslogHeader
  private var head = ByteBuffer()
  private var messages = ByteBuffer()

  /// A receiver as it is asked for; nothing is connected yet.
  ///
  /// - Throws: ``DeliveryFailure``, final: all that is wrong with what is asked for.
  public convenience init(_ target: SyslogTarget) throws(DeliveryFailure) {
    try self.init(target, limits: .usual)
  }

  init(_ target: SyslogTarget, limits: ConnectionLimits) throws(DeliveryFailure) {
    header = try SyslogHeader(target)
    peer = try Peer(target.peer, acknowledges: false, limits: limits)
  }

  public var name: String { "syslog:" + peer.name }

  public func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    guard batch.lineCount > 0 else { return }
    messages.clear()
    batch.withBytes { bytes in
      bytes.withUnsafeBytes { bytes in
        for position in 0..<batch.lineCount {
          append(bytes.line(at: position, of: batch), kind: batch.line(at: position).kind)
        }
      }
    }
    try peer.deliver(PeerMessage(bytes: messages, lines: batch.lineCount))
  }

  private func append(_ line: UnsafeRawBufferPointer, kind: EventKind) {
    head.clear()
    header.write(for: line, kind: kind, to: &head)
    SyslogHeader.write(head.readableBytes + line.count, to: &messages)
    messages.writeInteger(UInt8(ascii: " "))
    messages.writeImmutableBuffer(head)
    messages.writeBytes(line)
  }

  public func reopen() { peer.reopen() }

  public func stopWaiting() { peer.stopWaiting() }

  public func close() throws(DeliveryFailure) { try peer.close() }
}

extension UnsafeRawBufferPointer {
  /// A line of a batch, of which these are the bytes, without its newline.
  func line(at position: Int, of batch: OutputBuffer) -> UnsafeRawBufferPointer {
    let range = batch.range(ofLine: position)
    return UnsafeRawBufferPointer(rebasing: self[range.lowerBound..<range.upperBound - 1])
  }
}
