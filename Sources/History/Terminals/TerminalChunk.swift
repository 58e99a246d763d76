/// A piece of what a terminal showed, as it was recorded.
public struct TerminalChunk: Sendable, Equatable {
  /// When, nanoseconds since 1970.
  public var time: Int64
  /// The bytes; hostile.
  public var bytes: [UInt8]
  /// Bytes behind these that are not kept.
  public var missing: Int64
  /// The terminal's size; nil: nobody had set one.
  public var size: TerminalSize?

  /// Puts it together.
  public init(time: Int64, bytes: [UInt8], missing: Int64 = 0, size: TerminalSize? = nil) {
    self.time = time
    self.bytes = bytes
    self.missing = missing
    self.size = size
  }
}

/// How many rows and columns a terminal has.
public struct TerminalSize: Sendable, Equatable {
  /// What terminals have that nobody has told anything else.
  public static let standard = TerminalSize(rows: 24, columns: 80)

  public var rows: Int
  public var columns: Int

  /// Puts it together.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// nil where one of them is missing or 0: nobody had set a size.
  init?(_ rows: Int64?, _ columns: Int64?) {
    guard let rows, let columns, rows > 0, columns > 0 else { return nil }
    self.init(rows: Int(clamping: rows), columns: Int(clamping: columns))
  }
}
