extension Screen {
  /// The first bytes of a snapshot, the last of which is the version.
  private static let magic: [UInt8] = [0x4c, 0x42, 0x53, 1]

  /// The whole state, with which reading can go on: what is shown, what has left it, and the sequence that has begun.
  ///
  /// The same state gives the same bytes. Events that were not taken are no part of it.
  public func encode() -> [UInt8] {
    var writer = SnapshotWriter()
    for byte in Self.magic { writer.byte(byte) }
    writer.number(rows)
    writer.number(columns)
    writer.number(historyLimit)
    parser.encode(to: &writer)
    emulator.encode(to: &writer)
    return writer.bytes
  }

  /// Goes on where a snapshot was made.
  ///
  /// - Throws: where the bytes are none. Bytes that nobody has written by ``encode()`` may be one, but never more than
  ///   a screen can be.
  public init(decoding bytes: [UInt8]) throws(SnapshotError) {
    var reader = SnapshotReader(bytes)
    for expected in Self.magic where try reader.byte() != expected {
      throw reader.wrong("its first bytes are another's, or of another version")
    }
    let rows = try reader.number(in: Self.sizes, "the number of rows")
    let columns = try reader.number(in: Self.sizes, "the number of columns")
    let limit = try reader.number(in: Emulator.historyLimits, "the limit of rows")
    let parser = try Parser(from: &reader)
    let emulator = try Emulator(
      rows: rows, columns: columns,
      historyLimit: Emulator.historyLimit(limit, rows: rows, columns: columns), from: &reader)
    guard reader.isAtEnd else { throw reader.wrong("something follows it") }
    self.init(parser: parser, emulator: emulator, historyLimit: limit)
  }
}
