import Events

/// Reads some fields of one event's line after another.
///
/// Used by one thread at a time.
public final class FieldReader {
  private let numbers: [String: Int]
  private var values: LineValues
  private var times = LineTime()
  private var line = UnsafeRawBufferPointer(start: nil, count: 0)

  /// Reads these fields, by their names in the catalogue; an event need not have them.
  ///
  /// - Precondition: each is there in the catalogue, once in the list, and none is the beginning of
  ///   another's path.
  public init(_ names: [String]) {
    let fields = names.map { name in
      guard let field = Self.catalogue[name] else { preconditionFailure("no field \(name)") }
      return field
    }
    numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    values = LineValues(FieldPaths(fields))
  }

  private static let catalogue: [String: Field] = Dictionary(
    EventCatalog.all.flatMap(\.fields).map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first })

  /// Goes to an event, whose line has to stay where it is while values of it are asked for.
  ///
  /// - Throws: ``HistoryError`` where the line is none of ours.
  public func read(_ line: SegmentLine) throws(HistoryError) {
    self.line = line.bytes
    do throws(LineError) {
      try values.read(line.bytes.bytes)
    } catch {
      throw HistoryError("event \(line.sequence): \(error)", .damaged)
    }
  }

  /// Whether the event has the field.
  public func has(_ name: String) -> Bool { !bytes(name).isEmpty }

  /// A text, without JSON's escapes; of anything else what stands in the line.
  public func text(_ name: String) -> String? {
    let bytes = bytes(name)
    guard let first = bytes.first else { return nil }
    guard first == UInt8(ascii: "\"") else { return String(decoding: bytes, as: UTF8.self) }
    return Self.plain(UnsafeRawBufferPointer(rebasing: bytes[1..<bytes.count - 1]))
  }

  /// The bytes that a text stands for; see ``LookbackString``.
  public func data(_ name: String) -> [UInt8]? { text(name).map { LookbackString.unescape($0) } }

  /// A number; nil also for what is no number up to 2⁶³.
  public func number(_ name: String) -> Int64? {
    let bytes = bytes(name)
    return bytes.isEmpty ? nil : Int64(String(decoding: bytes, as: UTF8.self))
  }

  /// Whether a boolean is there and true.
  public func isTrue(_ name: String) -> Bool { bytes(name).first == UInt8(ascii: "t") }

  /// A time, nanoseconds since 1970.
  public func time(_ name: String) -> Int64? {
    let bytes = bytes(name)
    guard bytes.count == LineTime.byteCount else { return nil }
    return times.nanoseconds(bytes)
  }

  /// A list of texts, without JSON's escapes.
  public func list(_ name: String) -> [String]? {
    let bytes = bytes(name)
    guard !bytes.isEmpty else { return nil }
    var texts: [String] = []
    var position = 1
    while let range = bytes.bindMemory(to: UInt8.self).span.text(at: position) {
      texts.append(Self.plain(UnsafeRawBufferPointer(rebasing: bytes[range])))
      position = range.upperBound + 2
    }
    return texts
  }

  private func bytes(_ name: String) -> UnsafeRawBufferPointer {
    guard let number = numbers[name] else { preconditionFailure("\(name) is not read") }
    return UnsafeRawBufferPointer(rebasing: line[values[number]])
  }

  private static func plain(_ text: UnsafeRawBufferPointer) -> String {
    let span = text.bindMemory(to: UInt8.self).span
    guard span.hasEscape else { return String(decoding: text, as: UTF8.self) }
    var bytes: [UInt8] = []
    span.appendUnescaped(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
