import NIOCore
import Sinks
import Synchronization

/// One connection to a peer.
struct Connection: Sendable {
  let channel: any Channel
  /// Why it is over.
  let end: End

  /// Outlives the connection's handler, which is gone when the channel is closed.
  final class End: Sendable {
    private let first = Mutex<DeliveryFailure?>(nil)

    /// The first reason, if the connection is over.
    var failure: DeliveryFailure? { first.withLock { $0 } }

    /// Keeps a reason, unless there is one already.
    ///
    /// - Returns: the first one.
    func note(_ failure: DeliveryFailure) -> DeliveryFailure {
      first.withLock { first in
        let kept = first ?? failure
        first = kept
        return kept
      }
    }
  }
}
