import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Sinks

/// Makes connections to one peer.
struct Connector: Sendable {
  let peer: PeerAddress
  let acknowledges: Bool
  let limits: ConnectionLimits
  private let tls: TLSSetup?

  /// Reads what TLS needs.
  ///
  /// - Throws: ``DeliveryFailure``, final: all that is wrong with it.
  init(
    _ peer: PeerAddress, acknowledges: Bool, limits: ConnectionLimits
  ) throws(DeliveryFailure) {
    self.peer = peer
    self.acknowledges = acknowledges
    self.limits = limits
    switch peer {
    case .tls(let host, _, let settings):
      tls = try TLSSetup(settings, host: host, closing: limits.closing)
    case .unixDatagram:
      throw DeliveryFailure("\(peer.text): a datagram socket is no stream", isFinal: true)
    case .unix, .tcp:
      tls = nil
    }
  }

  /// Begins to connect; looks the name up anew, and tries all addresses.
  ///
  /// - Returns: the connection, once lines can be sent.
  func connect() -> EventLoopFuture<Connection> {
    let attempts = Attempts()
    let bootstrap = bootstrap(noting: attempts)
    let connected: EventLoopFuture<any Channel>
    switch peer {
    case .unix(let path), .unixDatagram(let path):
      connected = bootstrap.connect(unixDomainSocketPath: path)
    case .tcp(let host, let port), .tls(let host, let port, _):
      connected = keptAlive(bootstrap).connect(host: host, port: port)
    }
    return connected.flatMap { channel in
      guard let (ready, end) = attempts.handlers[ObjectIdentifier(channel)] else {
        return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
      }
      return ready.map { Connection(channel: channel, end: end) }
    }
  }

  private func bootstrap(noting attempts: Attempts) -> ClientBootstrap {
    ClientBootstrap(group: EventLoops.group)
      .connectTimeout(limits.connecting)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls { try pipeline.addHandler(tls.makeHandler()) }
          let handler = PeerHandler(peer, acknowledges: acknowledges, limits: limits)
          try pipeline.addHandler(handler)
          guard let ready = handler.whenReady else { throw ChannelError.ioOnClosedChannel }
          attempts.handlers[ObjectIdentifier(channel)] = (ready, handler.end)
        }
      }
  }

  /// What the handlers of the addresses that are tried leave; a channel that is closed has none.
  private final class Attempts: @unchecked Sendable {
    // Safety: only touched on the one event loop that there is.
    var handlers: [ObjectIdentifier: (ready: EventLoopFuture<Void>, end: Connection.End)] = [:]
  }

  /// Has the kernel ask whether the other end's host is still there while nothing is sent.
  ///
  /// For what is sent there is no TCP_USER_TIMEOUT: it ends connections whose receiver answers but does not
  /// read (since Linux 5.11, commit 9d9b1ee0b2d1); ``PeerHandler`` looks itself.
  private func keptAlive(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
    let seconds = Int(limits.silence.nanoseconds / 1_000_000_000)
    return
      bootstrap
      .channelOption(ChannelOptions.socketOption(.so_keepalive), value: 1)
      .channelOption(
        ChannelOptions.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: max(1, seconds)
      )
      .channelOption(
        ChannelOptions.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: max(1, seconds / 3)
      )
      .channelOption(ChannelOptions.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 3)
  }
}
