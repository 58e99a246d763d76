internal import CEventABI

/// What makes a record of a kind sound: the bounds of its parts.
struct RecordLayout: BitwiseCopyable {
  static let maximumStrings = 10

  /// Bytes before the variable part; 0 where the kind has no definition.
  var fixedSize = 0
  /// The offsets of the strings' places.
  var strings = InlineArray<10, UInt16>(repeating: 0)
  var stringCount = 0

  private init() {}

  private init(_ definition: EventDefinition) {
    fixedSize = definition.fixedSize
    for offset in Set(definition.ownFields.compactMap(\.source.tailText)).sorted() {
      precondition(
        stringCount < RecordLayout.maximumStrings, "\(definition.name): too many strings")
      strings[stringCount] = UInt16(offset)
      stringCount += 1
    }
  }

  /// The layouts by the kinds' numbers.
  static let all: PreparedArray<RecordLayout> = {
    var layouts = Array(repeating: RecordLayout(), count: EventKind.limit)
    for definition in EventCatalog.all {
      layouts[Int(definition.kind.rawValue)] = RecordLayout(definition)
    }
    return storage.array(layouts)
  }()

  private static let storage = LiteralStorage()

  /// Checks that a record is whole and that its strings lie where they may.
  ///
  /// - Returns: the record's size, which is at most the number of bytes.
  static func validate(_ bytes: RawSpan) throws(DecodingError) -> Int {
    guard bytes.byteCount >= RecordHeader.byteCount else {
      throw DecodingError(.truncated, at: 0)
    }
    // Safety: every read is before the end of the header, of the fixed part, or of a string's
    // place, which is in the fixed part; any bytes are a valid integer or ev_str.
    let size = Int(unsafe bytes.unsafeLoadUnaligned(as: UInt32.self))
    let kind = Int(unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt16.self))
    guard kind < EventKind.limit, all[kind].fixedSize > 0 else {
      throw DecodingError(.unknownKind, at: 4)
    }
    let layout = all[kind]
    guard size >= layout.fixedSize, size <= bytes.byteCount else {
      throw DecodingError(.truncated, at: 0)
    }
    var stringBytes = 0
    for index in 0..<layout.stringCount {
      let offset = Int(layout.strings[index])
      let string = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: ev_str.self)
      guard string.len > 0 else { continue }
      stringBytes += Int(string.len)
      guard Int(string.off) >= layout.fixedSize, Int(string.off) + Int(string.len) <= size,
        stringBytes <= size - layout.fixedSize
      else { throw DecodingError(.misplacedString, at: offset) }
    }
    return size
  }
}
