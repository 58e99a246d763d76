/// Why the history cannot be written or read.
public struct HistoryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong and where; for people.
  public var description: String
  /// What sort of thing it is.
  public var code: Code

  /// What sort of thing went wrong.
  public struct Code: Sendable, Equatable {
    fileprivate let number: Int

    /// There is no room on the disk.
    public static let full = Code(number: 1)
    /// What is stored is not what was written.
    public static let damaged = Code(number: 2)
    /// Somebody else has it.
    public static let busy = Code(number: 3)
    /// It is of a version that this program does not know.
    public static let version = Code(number: 4)
    /// There is nothing of that name.
    public static let missing = Code(number: 5)
    /// Whatever else.
    public static let other = Code(number: 6)
    /// It is being made at this moment, or was when the sensor was killed.
    public static let empty = Code(number: 7)
  }

  /// Puts it together.
  public init(_ description: String, _ code: Code = .other) {
    self.description = description
    self.code = code
  }
}
