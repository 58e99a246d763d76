import History

extension [EventReference] {
  /// What people call them by: numbers, which are enough where all that is told is of one run.
  func names(hasOneRun: Bool) -> [String] {
    map { hasOneRun ? "\($0.sequence)" : $0.description }
  }
}
