import Events
import Logging
import Sinks

/// What the sensor has to do with its sinks beside handing them batches. All of it on the drain's
/// thread.
extension Sensor {
  /// Tells all sinks what one of them has lost, and which of them has been lost or is back.
  func emitSinkNews(now: UInt64) {
    for (sink, news) in sinks.takeNews() {
      log(news, of: sink)
      switch news {
      case .loss(let loss):
        encode(
          RecordBuilder.sinkLoss(
            header: header(at: max(now, loss.span.upperBound)), sink: sink, reason: loss.reason,
            lane: loss.lane, count: loss.count, bytes: loss.bytes, sequences: loss.sequences,
            span: loss.span))
      case .turn(let turn, let reason):
        encode(
          RecordBuilder.sinkState(header: header(at: now), sink: sink, turn: turn, reason: reason))
      }
    }
  }

  /// Says it on standard error, where there may be nobody else any more to be told.
  func log(_ news: SinkNews, of sink: String) {
    switch news {
    case .loss(let loss):
      let count = loss.count > 0 ? "\(loss.count)" : "an unknown number of"
      logger.warning("\(sink): lost \(count) events (\(loss.lane)): \(loss.reason)")
    case .turn(.lost, let reason):
      logger.warning("\(sink): \(reason); events wait, and it is tried again")
    case .turn(.back, _): logger.notice("\(sink): takes events again")
    case .turn(.ended, let reason): logger.error("\(sink): \(reason)")
    }
  }

  /// The signal says that files were put away, and that the configuration may be another one.
  func followHangUp() {
    logger.info("opening outputs anew")
    sinks.reopen()
    reload?.begin()
  }

  /// Takes what was read of the configuration since the last look.
  func takeReload() {
    guard let result = reload?.takeResult() else { return }
    do {
      try replaceSinks(with: result.get())
      logger.info("the sinks are as the configuration says now")
    } catch {
      logger.error("the sinks stay as they are: \(error)")
    }
  }

  /// From now on there are these sinks; those of the same specification keep what they have.
  func replaceSinks(with plans: [SinkPlan]) throws {
    // What was encoded is still theirs who are there.
    flush()
    try sinks.replace(with: plans)
  }
}
