import Events

/// Which processes had a number.
public enum ProcessNumbers {
  /// No more than so many are told apart.
  private static let most = 20

  /// The processes of a number in a time, by their `process.id`, in the order in which they were met.
  ///
  /// - Parameters:
  ///   - pid: the number.
  ///   - times: nanoseconds since 1970.
  ///   - history: that is asked.
  /// - Returns: their ids.
  /// - Throws: ``HistoryError``.
  public static func processes(
    of pid: UInt64, in times: ClosedRange<Int64>, _ history: History
  ) throws -> [String] {
    var ids: [String] = []
    let reader = FieldReader(["process.id"])
    let selection = EventSelection(
      times: times, kinds: [.processExec, .processSnapshot, .processFork, .processExit],
      condition: .field("process.pid", isOneOf: [pid]), fields: ["process.id"])
    _ = try history.forEach(selection) { line in
      try reader.read(line)
      if let id = reader.text("process.id"), !ids.contains(id) { ids.append(id) }
      return ids.count < most
    }
    return ids
  }
}
