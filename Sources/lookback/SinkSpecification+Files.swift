import Sinks

extension SinkSpecification {
  /// The files and directories that it makes or writes to.
  var writtenFiles: [String] {
    let own =
      switch target {
      case .file(let file): [file.path]
      case .history(let history): [history.directory]
      case .standardOutput, .stream, .syslog: [String]()
      }
    return own + (spool.map { [$0.directory] } ?? [])
  }
}
