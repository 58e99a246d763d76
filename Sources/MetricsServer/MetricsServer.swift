import Glibc
public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
public import Sensor
import Synchronization
import SystemPackage

/// Tells Prometheus what the sensor counts, over HTTP, on a thread of its own.
public final class MetricsServer: MetricsListener {
  /// Why nobody can ask.
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  private let place: MetricsPlace
  private let logger: Logger
  private let state: Mutex<State>

  private struct State: Sendable {
    /// Negative: given away.
    var socket: CInt
    var channel: (any Channel)?
  }

  /// Connections at a time; who comes while there are so many is sent away.
  static let connectionLimit = 16
  /// So long a connection may take, whatever comes through it.
  static let patience = TimeAmount.seconds(10)

  /// Listens; nobody is answered before ``start(_:)``, and no thread runs.
  ///
  /// - Throws: ``Failure`` where that cannot be.
  public init(at place: MetricsPlace, logger: Logger) throws(Failure) {
    self.place = place
    self.logger = logger
    do {
      let socket = try ListeningSocket.open(at: place.socketAddress())
      state = Mutex(State(socket: socket, channel: nil))
    } catch {
      throw Failure(description: "\(error)")
    }
  }

  public func start(_ text: @escaping @Sendable () -> String) {
    let socket = state.withLock { state in
      defer { state.socket = -1 }
      return state.socket
    }
    guard socket >= 0 else { return }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let connections = Connections()
    let bootstrap = ServerBootstrap(group: group).childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        guard connections.enter() else { throw ChannelError.ioOnClosedChannel }
        let end = channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in
          end.cancel()
          connections.leave()
        }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
        try pipeline.addHandler(MetricsHandler(text))
      }
    }
    do {
      let channel = try bootstrap.withBoundSocket(socket).wait()
      state.withLock { $0.channel = channel }
    } catch {
      logger.error("metrics at \(place): \(error)")
    }
  }

  public func stop() {
    let channel = state.withLock { state in
      defer { state.channel = nil }
      return state.channel
    }
    guard let channel else { return }
    do {
      try channel.close().wait()
    } catch {
      logger.debug("metrics at \(place): \(error)")
    }
    if case .path(let path) = place { unlink(path) }
  }
}

/// How many connections there are.
private final class Connections: Sendable {
  private let count = Mutex(0)

  /// Counts one more, if there may be one.
  func enter() -> Bool {
    count.withLock { count in
      guard count < MetricsServer.connectionLimit else { return false }
      count += 1
      return true
    }
  }

  func leave() {
    count.withLock { $0 -= 1 }
  }
}
