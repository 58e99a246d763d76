import Sinks
import Synchronization
import Threading

/// Reads anew which sinks are asked for, on a thread of its own: files and certificates take time.
final class SinkReload: Sendable {
  private let load: @Sendable () throws -> [SinkPlan]
  private let onResult: @Sendable () -> Void
  private let content = Mutex(Content())

  private struct Content {
    var isRunning = false
    /// Whether it was asked for while it was running.
    var isDueAgain = false
    var result: Result<[SinkPlan], any Error>?
  }

  /// Makes it; `onResult` is called on its thread each time that there is a result.
  init(
    _ load: @escaping @Sendable () throws -> [SinkPlan], onResult: @escaping @Sendable () -> Void
  ) {
    self.load = load
    self.onResult = onResult
  }

  /// Begins to read; once more after that if it is reading already.
  func begin() {
    let isFirst = content.withLock { content in
      content.isDueAgain = content.isRunning
      defer { content.isRunning = true }
      return !content.isRunning
    }
    // Not joined: it may be reading still when the sensor ends, and that is nobody's concern.
    if isFirst { _ = Thread(name: "lookback-reload") { [self] in work() } }
  }

  /// What was read since the last call.
  func takeResult() -> Result<[SinkPlan], any Error>? {
    content.withLock { content in
      defer { content.result = nil }
      return content.result
    }
  }

  private func work() {
    var isDue = true
    while isDue {
      let result = Result { try load() }
      isDue = content.withLock { content in
        content.result = result
        content.isRunning = content.isDueAgain
        content.isDueAgain = false
        return content.isRunning
      }
      onResult()
    }
  }
}
