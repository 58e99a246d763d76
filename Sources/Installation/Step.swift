/// One thing that was done, or would be.
public struct Step: Sendable, Equatable, CustomStringConvertible {
  /// What was done.
  public enum Action: String, Sendable {
    case created
    case replaced
    case unchanged
    case kept
    case removed
  }

  public var action: Action
  /// Its path, without the root.
  public var path: String
  /// Why, where that is not plain.
  public var note: String?

  init(_ action: Action, _ path: String, note: String? = nil) {
    self.action = action
    self.path = path
    self.note = note
  }

  public var description: String {
    "\(action.rawValue) \(path)" + (note.map { " (\($0))" } ?? "")
  }
}
