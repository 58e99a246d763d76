/// The values of the fields that are not in an event's record; filled anew for each event.
///
/// Belongs to the thread that encodes.
@safe
public final class EnrichedValues {
  /// The bytes that all values together have, at most.
  public var byteCount: Int { unsafe bytes }

  // Unchecked: one thread, and the runtime's checks would cost as much as what they guard.
  @exclusivity(unchecked) private var bytes = 0
  @exclusivity(unchecked) private var key = ActorKey.nobody
  private let values: UnsafeMutablePointer<Literal>
  /// Where numbers are written.
  private let digits: UnsafeMutableRawPointer
  private static let count = EnrichedField.allCases.count

  /// Makes values of which none is known.
  public init() {
    // Safety: freed in deinit; every slot has a value from here on.
    unsafe values = UnsafeMutablePointer.allocate(capacity: Self.count)
    unsafe values.initialize(repeating: .none, count: Self.count)
    unsafe digits = UnsafeMutableRawPointer.allocate(
      byteCount: Self.count * Self.digitsStride, alignment: Self.digitsStride)
  }

  deinit {
    // Safety: allocated in init.
    unsafe values.deallocate()
    unsafe digits.deallocate()
  }

  /// Room for a number, its comma, and what writers touch behind it.
  private static let digitsStride = 64

  /// What the values of who acts stand for.
  var actor: ActorStamp { unsafe key.stamp }

  /// Says of whom the values are; but for the name of the other end, they are to be set anew where they
  /// were not of the same before.
  ///
  /// - Parameters:
  ///   - actor: stands for all that is known of it.
  ///   - record: a record in which it acts.
  /// - Returns: whether they were.
  @inline(__always)
  public func begin(_ actor: ActorStamp, in record: RawSpan) -> Bool {
    precondition(record.byteCount >= RecordHeader.byteCount, "it is no record")
    let key = ActorKey(actor, in: record)
    if actor != .none, unsafe self.key == key {
      unsafe bytes -= values[EnrichedField.remoteName.rawValue].count
      unsafe values[EnrichedField.remoteName.rawValue] = .none
      return true
    }
    removeAll()
    unsafe self.key = key
    return false
  }

  /// Forgets all values.
  @inline(__always)
  public func removeAll() {
    unsafe key = .nobody
    // Safety: there are so many slots.
    unsafe values.update(repeating: .none, count: Self.count)
    unsafe bytes = 0
  }

  /// Sets a field to a number.
  @inline(__always)
  public func set(_ field: EnrichedField, to number: UInt64) {
    // Safety: there is room for each slot.
    let start = unsafe digits + field.rawValue * Self.digitsStride
    var writer = unsafe LineWriter(at: start)
    writer.decimal(number)
    writer.byte(UInt8(ascii: ","))
    self[field] = unsafe EncodedValue(start: start, count: writer.cursor - start)
  }

  /// What the encoder writes for a field; nothing where it is absent.
  @inline(__always)
  public subscript(field: EnrichedField) -> EncodedValue {
    get { EncodedValue(literal: self[slot: field.rawValue]) }
    set {
      unsafe bytes += newValue.literal.count
      // Safety: raw values are below the count.
      unsafe values[field.rawValue] = newValue.literal
    }
  }

  @inline(__always)
  subscript(slot slot: Int) -> Literal {
    // Safety: slots are raw values of the fields.
    unsafe values[slot]
  }
}

/// A value as it stands in a line, with the comma behind it.
///
/// It points into memory of whoever made it, who keeps that until the event is encoded.
public struct EncodedValue: BitwiseCopyable, Sendable {
  let literal: Literal

  init(literal: Literal) {
    self.literal = literal
  }

  /// No value.
  public static let none = EncodedValue(literal: .none)

  /// Memory for a value has to be a multiple of so many bytes: it is read in such pieces.
  public static let stride = Literal.stride

  /// Points to a value.
  ///
  /// - Parameters:
  ///   - start: JSON text with a comma behind it, in memory that ends at a multiple of ``stride``
  ///     bytes from here, and at the end of the text at the earliest.
  ///   - count: bytes of the text, the comma included.
  @unsafe
  public init(start: UnsafeRawPointer, count: Int) {
    literal = unsafe Literal(start: start, count: count)
  }
}

extension Literal {
  /// Empty: there is nothing to point to.
  @inline(__always)
  static var none: Literal {
    unsafe Literal(start: UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped, count: 0)
  }
}
