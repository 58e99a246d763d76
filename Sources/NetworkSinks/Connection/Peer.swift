import Glibc
import NIOCore
import NIOSSL
import Sinks
import Synchronization

/// The other end, over one connection after another.
///
/// ``deliver(_:)`` and ``close()`` are for one thread, the rest for any.
final class Peer: @unchecked Sendable {
  // Safety: what changes is only touched by the one thread; the rest is made for several.
  let name: String
  private var connector: Connector
  private var connection: Connection?
  private let patience: Patience
  private let shallReopen = Atomic(false)

  /// Reads what TLS needs; nothing is connected yet.
  ///
  /// - Throws: ``DeliveryFailure``, final: all that is wrong with what is asked for.
  init(
    _ address: PeerAddress, acknowledges: Bool, limits: ConnectionLimits
  ) throws(DeliveryFailure) {
    name = address.text
    connector = try Connector(address, acknowledges: acknowledges, limits: limits)
    patience = Patience(ending: limits.ending)
  }

  deinit {
    if let connection { Self.abort(connection) }
  }

  /// From the next delivery on there is another connection, and files are read anew.
  func reopen() { shallReopen.store(true, ordering: .relaxed) }

  func stopWaiting() { patience.stopWaiting() }

  /// Comes back when the other end has the message, as surely as it ever tells.
  ///
  /// - Throws: ``DeliveryFailure``; nothing more of the message is sent then.
  func deliver(_ message: PeerMessage) throws(DeliveryFailure) {
    let connection = try connected()
    switch patience.wait(for: connection.channel.writeAndFlush(message)) {
    case .arrived(.success):
      return
    case .arrived(.failure(let error)):
      abort()
      throw connection.end.failure ?? ConnectionFailure.of(error, at: connector.peer)
    case .late, .ended:
      abort()
      throw DeliveryFailure("the other end has not taken all lines, and the sensor is about to end")
    }
  }

  /// Tells the other end that this is the end, and waits until it has closed as well, but not for long.
  ///
  /// - Throws: ``DeliveryFailure`` where the connection breaks instead.
  func close() throws(DeliveryFailure) {
    guard let channel = connection?.channel, channel.isActive else { return abort() }
    let limits = connector.limits
    let closed = channel.closeFuture
    let told = channel.close(mode: .output)
    guard case .arrived(let result) = patience.wait(for: told, atMost: limits.closing) else {
      abort()
      throw DeliveryFailure("the end of the connection was not told within \(limits.closing.text)")
    }
    // One that has closed itself meanwhile needs not be told.
    if case .failure(let error) = result, channel.isActive {
      abort()
      throw ConnectionFailure.of(error, at: connector.peer)
    }
    // It has all bytes already; whether it closes is its own matter.
    _ = patience.wait(for: closed, atMost: limits.closing)
    channel.close(promise: nil)
    connection = nil
  }

  /// The connection that there is, or another one.
  private func connected() throws(DeliveryFailure) -> Connection {
    if shallReopen.exchange(false, ordering: .relaxed) { try renew() }
    if let connection, connection.channel.isActive { return connection }
    abort()
    let future = connector.connect()
    switch patience.wait(for: future) {
    case .arrived(.success(let connection)):
      self.connection = connection
      return connection
    case .arrived(.failure(let error)):
      throw ConnectionFailure.of(error, at: connector.peer)
    case .late, .ended:
      future.whenSuccess(Self.abort)
      throw DeliveryFailure("there is no connection yet, and the sensor is about to end")
    }
  }

  private func renew() throws(DeliveryFailure) {
    do throws(DeliveryFailure) {
      connector = try Connector(
        connector.peer, acknowledges: connector.acknowledges, limits: connector.limits)
    } catch {
      // The files may be right the next time.
      reopen()
      throw DeliveryFailure(error.description)
    }
    try close()
  }

  private func abort() {
    if let connection { Self.abort(connection) }
    connection = nil
  }

  /// Ends a connection at once: what the kernel has not sent must not arrive after the beginning of the
  /// next connection.
  private static func abort(_ connection: Connection) {
    let channel = connection.channel
    guard channel.isActive else { return }
    channel.eventLoop.execute {
      // Either fails only where the connection is over already.
      _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      let pipeline = channel.pipeline.syncOperations
      if let tls = try? pipeline.context(handlerType: NIOSSLClientHandler.self) {
        // From here on, that is without the end that TLS would tell.
        tls.close(promise: nil)
      } else {
        channel.close(promise: nil)
      }
    }
  }
}
