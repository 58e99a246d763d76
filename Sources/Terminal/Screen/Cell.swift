/// One place of a screen.
///
/// What it says is a number that means something only together with the ``Screen`` or the ``Frame`` it is from: ask that
/// for its text.
public struct Cell: BitwiseCopyable, Hashable, Sendable {
  /// A scalar, or the number of one with marks in ``Clusters``.
  var content: UInt32
  public internal(set) var foreground: Color
  public internal(set) var background: Color
  public internal(set) var attributes: Attributes
  /// How many columns its character takes; 0: it is the right half of the one before it.
  public internal(set) var width: UInt8
  /// Makes it 16 bytes, which are copied at once.
  private let padding: UInt8 = 0

  /// A blank without colours.
  public static let blank = Cell()

  init(
    content: UInt32 = 0x20, foreground: Color = .standard, background: Color = .standard,
    attributes: Attributes = [], width: UInt8 = 1
  ) {
    self.content = content
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
    self.width = width
  }

  /// What is left of a cell that is erased while one writes like this: the background.
  @inline(__always)
  var erased: Cell { Cell(background: background) }

  /// Whether both are shown alike but for what they say.
  @inline(__always)
  func hasStyle(of other: Cell) -> Bool {
    foreground == other.foreground && background == other.background
      && attributes == other.attributes
  }

  /// A blank with the same style.
  @inline(__always)
  var cleared: Cell {
    Cell(
      content: 0x20, foreground: foreground, background: background, attributes: attributes,
      width: 1)
  }
}
