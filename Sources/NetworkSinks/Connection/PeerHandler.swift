import Glibc
import NIOCore
import NIOSSL
import NIOTLS
import Sinks
import SystemPackage
import Threading

/// One connection, at the end of its pipeline: says when it can be used, when a message is delivered
/// and why it is over.
final class PeerHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = PeerMessage
  typealias OutboundOut = ByteBuffer

  private let peer: PeerAddress
  private let limits: ConnectionLimits
  /// Where the reason stays when the connection is over.
  let end = Connection.End()
  private var acknowledgements: Acknowledgements?
  private var ready: EventLoopPromise<Void>?
  private var delivery: Delivery?
  private var answersInTLS = false
  private var added = NIODeadline.now()
  private var lateness: Scheduled<Void>?
  /// When the connection is old enough to believe that the other end keeps it.
  private var settled: NIODeadline?

  /// The longest rest between looks: at what was written, and at what the kernel does not take.
  private static let longestRest = TimeAmount.milliseconds(50)
  private static let unwrittenRest = TimeAmount.milliseconds(500)

  init(_ peer: PeerAddress, acknowledges: Bool, limits: ConnectionLimits) {
    self.peer = peer
    self.limits = limits
    acknowledgements = acknowledges ? Acknowledgements() : nil
  }

  /// Comes when lines can be sent; only after the handler is in a pipeline, on its event loop.
  var whenReady: EventLoopFuture<Void>? { ready?.futureResult }

  func handlerAdded(context: ChannelHandlerContext) {
    ready = context.eventLoop.makePromise()
    added = .now()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    fail(closed)
  }

  func channelActive(context: ChannelHandlerContext) {
    if case .tls = peer {
      lateness = context.eventLoop.assumeIsolated().scheduleTask(in: limits.connecting) {
        let limit = self.limits.connecting.text
        self.end(
          context,
          DeliveryFailure("no answer in TLS within \(limit): does the other end speak it?"))
      }
    } else {
      ready?.succeed()
    }
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
      lateness?.cancel()
      ready?.succeed()
    }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: Delivery

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let message = unwrapOutboundIn(data)
    let promise = promise ?? context.eventLoop.makePromise()
    if let failure = end.failure { return promise.fail(failure) }
    precondition(delivery == nil, "one message after another")
    delivery = Delivery(promise, stored: acknowledgements?.stored ?? 0)
    acknowledgements?.sent += UInt64(message.lines)
    context.write(wrapOutboundOut(message.bytes)).assumeIsolated().whenComplete { result in
      switch result {
      case .success:
        self.delivery?.isWritten = true
        if self.settled == nil {
          let now = NIODeadline.now()
          self.settled = now + self.limits.settling + (now - self.added)
        }
        self.look(context)
      case .failure(let error):
        self.fail(ConnectionFailure.of(error, at: self.peer))
      }
    }
    look(context, in: Self.unwrittenRest)
  }

  private func look(_ context: ChannelHandlerContext, in rest: TimeAmount) {
    delivery?.nextLook?.cancel()
    delivery?.nextLook = context.eventLoop.assumeIsolated().scheduleTask(in: rest) {
      self.look(context)
    }
  }

  /// Sees how far the message has come.
  private func look(_ context: ChannelHandlerContext) {
    guard var delivery else { return }
    let view: SocketView?
    do {
      view = try context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
        of: NIOBSDSocket.Handle.self
      ) { try SocketView(of: $0, isTCP: peer.isTCP) }
    } catch {
      return end(context, ConnectionFailure.of(error, at: peer))
    }
    guard let view else { return end(context, DeliveryFailure("the connection has no socket")) }
    let now = NIODeadline.now()
    delivery.note(view, stored: acknowledgements?.stored ?? 0, at: now)
    self.delivery = delivery

    if let owedSince = delivery.owedSince, let silence = view.silence,
      now - owedSince > limits.silence, silence > limits.silence.milliseconds
    {
      return end(
        context,
        DeliveryFailure("the other end's host has not answered for \(limits.silence.text)"))
    }
    if delivery.isWritten, view.outstanding == 0, !view.hasEnded {
      if let acknowledgements {
        if acknowledgements.stored == acknowledgements.sent { return succeed() }
        if now - delivery.lastMove > limits.acknowledging {
          let missing = acknowledgements.sent - acknowledgements.stored
          return end(
            context,
            DeliveryFailure(
              "no acknowledgement of \(missing) lines within \(limits.acknowledging.text)"))
        }
      } else if let settled, now < settled {
        return look(context, in: settled - now)
      } else {
        return succeed()
      }
    }
    guard delivery.isWritten else { return look(context, in: Self.unwrittenRest) }
    self.delivery?.rest = min(delivery.rest * 2, Self.longestRest)
    look(context, in: delivery.rest)
  }

  private func succeed() {
    delivery?.nextLook?.cancel()
    let promise = delivery?.promise
    delivery = nil
    promise?.succeed()
  }

  // MARK: What the other end says

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    if acknowledgements == nil {
      // Nothing is expected. Who speaks TLS, though, says so in a record of its own.
      let beginning = bytes.readableBytesView.prefix(2)
      if beginning.elementsEqual([0x15, 0x03]) { answersInTLS = true }
      return
    }
    do throws(DeliveryFailure) {
      try acknowledgements?.take(bytes.readableBytesView)
    } catch {
      return end(context, error)
    }
    if let acknowledgements, delivery?.isWritten == true,
      acknowledgements.stored == acknowledgements.sent
    {
      succeed()
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
    end(context, ConnectionFailure.of(error, at: peer, certificate: certificate))
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(closed)
    context.fireChannelInactive()
  }

  private var closed: DeliveryFailure {
    answersInTLS
      ? DeliveryFailure("the other end speaks TLS and has closed the connection: use tls")
      : DeliveryFailure("the other end has closed the connection")
  }

  /// Ends the connection.
  private func end(_ context: ChannelHandlerContext, _ failure: DeliveryFailure) {
    fail(failure)
    context.close(promise: nil)
  }

  /// Tells whoever waits, the first reason only.
  private func fail(_ reason: DeliveryFailure) {
    let first = end.note(reason)
    lateness?.cancel()
    ready?.fail(first)
    delivery?.nextLook?.cancel()
    let promise = delivery?.promise
    delivery = nil
    promise?.fail(first)
  }
}

extension PeerAddress {
  fileprivate var isTCP: Bool {
    switch self {
    case .tcp, .tls: true
    case .unix, .unixDatagram: false
    }
  }
}

extension TimeAmount {
  /// Whole milliseconds.
  var milliseconds: Int64 { nanoseconds / 1_000_000 }

  /// For messages, such as `10 s`.
  var text: String {
    let seconds = Double(nanoseconds) / 1e9
    return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }
}
