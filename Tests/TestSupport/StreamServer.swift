package import Foundation
import Synchronization

/// A receiver of the test itself, for what no receiver does on purpose: it keeps what came over each
/// connection, and can end connections with a reset.
package final class StreamServer: Sendable {
  private let loopback: Loopback
  private let content = Mutex<[Data]>([])
  /// Where it can be reached on loopback.
  package var port: Int { loopback.port }

  /// Takes connections from now on.
  ///
  /// - Parameters:
  ///   - port: where; nil: at any port that is free.
  ///   - resets: after how many bytes the first connections are reset; later ones are not.
  /// - Throws: where there can be no such socket.
  package init(port: Int? = nil, resets: [Int] = []) throws {
    loopback = try Loopback(port: port)
    Thread.detachNewThread { [weak self, loopback] in
      for number in 0... {
        let connection = loopback.accept()
        guard connection.descriptor >= 0, let server = self else { return }
        server.content.withLock { $0.append(Data()) }
        let limit = number < resets.count ? resets[number] : Int.max
        Thread.detachNewThread { server.read(connection, number, limit) }
      }
    }
  }

  deinit {
    loopback.end()
  }

  /// What came over each connection, the first one first.
  package var received: [Data] { content.withLock { $0 } }

  private func read(_ connection: Loopback.Connection, _ number: Int, _ limit: Int) {
    var left = limit
    while left > 0 {
      let bytes = connection.readSome(atMost: min(left, 65_536))
      if bytes.isEmpty { return connection.close() }
      left -= bytes.count
      content.withLock { $0[number] += bytes }
    }
    connection.reset()
  }
}
