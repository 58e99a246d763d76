/// An event, so that it can be found again: its number, in the run of the sensor that told it.
public struct EventReference: Sendable, Hashable, CustomStringConvertible {
  /// The run, as the events' field `run` has it.
  public var run: String
  /// The number, `seq`.
  public var sequence: UInt64

  /// Puts it together.
  public init(run: String, sequence: UInt64) {
    self.run = run
    self.sequence = sequence
  }

  /// Reads `RUN/SEQ`; nil where the text is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let sequence = UInt64(parts[1]), sequence > 0
    else { return nil }
    self.init(run: String(parts[0]), sequence: sequence)
  }

  /// `RUN/SEQ`.
  public var description: String { "\(run)/\(sequence)" }
}
