import Configuration
import Glibc
import History
import Logging
import Sinks

extension Settings {
  /// The directory of the history, if nothing else is said.
  static let standardHistory = "/var/lib/lookback/history"

  /// The sink that keeps the past; nil: it is not kept.
  ///
  /// - Throws: ``Failure`` where it cannot be kept, and was asked for by its path; else that is said.
  func historySink(_ logger: Logger) throws -> SinkSpecification? {
    let directory: String
    switch history {
    case .none: return nil
    case .path(let path): directory = path
    // What is recorded of a part is not the past of the host.
    case .standard where processTree != nil || cgroup != nil: return nil
    case .standard:
      directory = Self.standardHistory
      do throws(HistoryError) {
        try HistoryWriter.check(directory)
      } catch {
        logger.warning("the past is not kept: \(error)")
        return nil
      }
    }
    return SinkSpecification(
      name: "history",
      target: .history(
        HistoryTarget(directory: directory, bytes: historySize, age: historyAge)))
  }
}
