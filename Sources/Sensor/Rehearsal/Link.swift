/// A link of the chain from what happens to the line that tells of it.
public enum Link: String, CaseIterable, Sendable {
  /// The program runs.
  case hook
  /// It finds that it is to be recorded.
  case filter
  /// The record comes through the ring.
  case ring
  /// The record is sound and says what happened.
  case decoder
}
