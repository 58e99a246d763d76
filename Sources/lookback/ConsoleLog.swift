import Logging

/// Messages for whoever sits at the terminal: `lookback: warning: …` on standard error.
///
/// No time and no source file: those belong to the events, on standard output.
struct ConsoleLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let prefix =
      switch event.level {
      case .trace, .debug, .info, .notice: ""
      case .warning: "warning: "
      case .error, .critical: "error: "
      }
    // Nobody is left to be told that standard error is closed.
    try? standardError("lookback: \(prefix)\(event.message)\n")
  }
}
