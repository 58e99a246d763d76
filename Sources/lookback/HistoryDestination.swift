import Events
import History
import Sinks

/// The history of this host, as the destination of a sink.
final class HistoryDestination: Destination, @unchecked Sendable {
  // Safety: the sink's thread alone comes to the writer.
  let name: String
  private let writer: HistoryWriter

  /// Takes possession of the directory.
  ///
  /// - Throws: ``Failure``.
  init(_ target: HistoryTarget, report: @escaping @Sendable (String) -> Void) throws {
    name = "history \(target.directory)"
    do throws(HistoryError) {
      writer = try HistoryWriter(
        target.directory,
        limits: HistoryLimits(bytes: target.bytes, age: target.age * 1_000_000_000), report: report)
    } catch {
      throw Failure(error.description)
    }
  }

  func deliver(_ batch: OutputBuffer) throws(DeliveryFailure) {
    do throws(HistoryError) { try writer.append(batch) } catch { throw failure(error) }
  }

  func takeRefused() -> [EventKind: Int] { writer.takeRefused() }

  // One writer has a segment from its beginning to its end.
  func reopen() {}

  // Nothing is waited for without end.
  func stopWaiting() {}

  func close() throws(DeliveryFailure) {
    // What is not closed by then is left to the next start, and told.
    writer.end()
  }

  private func failure(_ error: HistoryError) -> DeliveryFailure {
    DeliveryFailure(error.description)
  }
}
