import Events

/// Hands batches to a destination, again and again until it takes them.
///
/// Used by one thread.
final class Courier {
  /// How it went with a batch.
  enum Outcome {
    case delivered
    /// The destination will take nothing more.
    case ended
    /// The sink is to end, and there is no time for another try.
    case gaveUp
  }

  private let destination: any Destination
  private let ledger: SinkLedger
  private let ending: Ending
  private var backoff: Backoff
  private let onEnd: () -> Void

  init(
    _ destination: any Destination, ledger: SinkLedger, ending: Ending, backoff: Backoff,
    onEnd: @escaping () -> Void
  ) {
    self.destination = destination
    self.ledger = ledger
    self.ending = ending
    self.backoff = backoff
    self.onEnd = onEnd
  }

  /// Delivers a batch; waits until the destination takes it, or there is no hope.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - keepsTrying: whether a sink that is to end uses all of its time: what it cannot deliver is lost.
  /// - Returns: how it went.
  func deliver(_ batch: OutputBuffer, keepsTrying: Bool) -> Outcome {
    while true {
      do {
        try destination.deliver(batch)
        backoff.reset()
        ledger.delivered(batch.lineCount)
        return .delivered
      } catch {
        ledger.failed(error)
        if error.isFinal {
          onEnd()
          return .ended
        }
        guard ending.pause(milliseconds: backoff.next(), keepsTrying: keepsTrying) else {
          return .gaveUp
        }
      }
    }
  }

  /// Ends the destination in order.
  func close() {
    do {
      try destination.close()
    } catch {
      ledger.failedToClose(error)
    }
  }
}
