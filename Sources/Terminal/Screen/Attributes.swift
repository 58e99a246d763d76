/// How a cell is shown, beside its colours.
public struct Attributes: OptionSet, BitwiseCopyable, Hashable, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let bold = Attributes(rawValue: 1)
  public static let dim = Attributes(rawValue: 2)
  public static let italic = Attributes(rawValue: 4)
  /// Of any kind: double and curly ones as well.
  public static let underline = Attributes(rawValue: 8)
  public static let blink = Attributes(rawValue: 16)
  public static let inverse = Attributes(rawValue: 32)
  public static let invisible = Attributes(rawValue: 64)
  public static let strike = Attributes(rawValue: 128)

  static let all = Attributes(rawValue: 255)
}
