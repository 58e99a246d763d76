/// A sentence of an answer, with what shows it.
public struct Clause: Sendable, Equatable {
  /// What is said; of what was recorded there may be anything in it.
  public var text: String
  /// Events that show it: of many the first and the last.
  public var events: [EventReference]
  /// How many events there are in all.
  public var eventCount: Int
  /// A condition that `lookback query` finds all of them with; nil: they are all named.
  public var condition: String?
  /// Whether it says where the evidence ends.
  public var isUnknown: Bool

  /// What is known, and by which events.
  public init(
    _ text: String, _ events: [EventReference] = [], eventCount: Int? = nil,
    condition: String? = nil
  ) {
    self.text = text
    self.events = events
    self.eventCount = eventCount ?? events.count
    self.condition = condition
    isUnknown = false
  }

  /// What is not known.
  public static func unknown(_ text: String) -> Clause {
    var clause = Clause(text)
    clause.isUnknown = true
    return clause
  }
}
