/// What the id of a process is made of: see `EventText.processID`.
struct ProcessName: Sendable, Equatable {
  var pid: Int64
  /// Nanoseconds since boot.
  var start: Int64

  /// Reads one; nil where the text is none.
  init?(_ id: String) {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let pid = Int64(parts[1]),
      let start = UInt64(parts[2], radix: 16), let start = Int64(exactly: start)
    else { return nil }
    self.pid = pid
    self.start = start
  }
}
