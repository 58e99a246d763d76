import Events
import Foundation
import NIOCore
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

extension Destination {
  /// Hands all batches over, each again until it is taken.
  ///
  /// - Returns: why it was not.
  func deliverAll(_ batches: [OutputBuffer]) throws -> [DeliveryFailure] {
    var failures: [DeliveryFailure] = []
    for batch in batches {
      while true {
        do throws(DeliveryFailure) {
          try deliver(batch)
          break
        } catch {
          failures.append(error)
          try #require(failures.count < 100, "\(failures.suffix(3))")
          usleep(20_000)
        }
      }
    }
    return failures
  }

  /// Why a batch cannot be delivered; nil: it was.
  func failure(of batch: OutputBuffer) -> DeliveryFailure? {
    do throws(DeliveryFailure) {
      try deliver(batch)
      return nil
    } catch {
      return error
    }
  }
}

extension StreamTarget {
  /// A receiver at a port of loopback.
  static func tcp(_ port: Int, acknowledges: Bool = false) -> StreamTarget {
    var target = StreamTarget(peer: .tcp(host: "127.0.0.1", port: port))
    target.acknowledges = acknowledges
    return target
  }

  /// The same over TLS.
  static func tls(
    _ port: Int, _ authority: Authority, client: Authority.Identity? = nil,
    host: String = "localhost"
  ) -> StreamTarget {
    StreamTarget(
      peer: .tls(host: host, port: port, TLSSettings(authority, client: client)))
  }
}

extension TLSSettings {
  init(_ authority: Authority, client: Authority.Identity? = nil) {
    self.init()
    authorities = authority.certificate
    certificate = client?.certificate
    key = client?.key
  }
}

extension ConnectionLimits {
  /// With as much patience as a loaded machine needs, and as little as a test has.
  static var short: ConnectionLimits {
    var limits = usual
    limits.connecting = .seconds(5)
    limits.acknowledging = .seconds(2)
    limits.closing = .seconds(2)
    return limits
  }
}
