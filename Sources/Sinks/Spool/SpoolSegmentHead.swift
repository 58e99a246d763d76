/// What a segment begins with; docs/sinks.md has the table.
enum SpoolSegmentHead {
  /// Bytes on the disk; the first frame comes behind them.
  static let byteCount = 88
  /// Where the mark is up to which everything was delivered.
  static let readingPlace = 24..<56
  /// Where the mark is up to which everything was written.
  static let writingPlace = 56..<88

  /// "LBSPOOL" and the version of the format.
  private static let magic: [UInt8] = Array("LBSPOOL".utf8) + [version]
  private static let version: UInt8 = 1
  private static let checkedBytes = 16

  /// Whether it is sound and of another version, which may have frames that this one does not know.
  static func hasOtherVersion(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.number(at: checkedBytes) == bytes.part(0..<checkedBytes).checksum()
      && bytes.prefix(magic.count - 1).elementsEqual(magic.dropLast())
      && bytes[magic.count - 1] != version
  }

  /// Puts one down.
  static func put(
    number: UInt64, reading: SpoolMark, writing: SpoolMark,
    into bytes: UnsafeMutableRawBufferPointer
  ) {
    bytes.copyBytes(from: magic)
    bytes.put(number, at: 8)
    bytes.put(UnsafeRawBufferPointer(bytes).part(0..<checkedBytes).checksum(), at: checkedBytes)
    bytes.put(UInt32(0), at: 20)
    reading.put(into: bytes.part(readingPlace))
    writing.put(into: bytes.part(writingPlace))
  }
}
