import Events

/// A text in a ``TextPool``; `none` is no text.
struct TextID: BitwiseCopyable, Hashable, Sendable {
  fileprivate let number: UInt32

  static let none = TextID(number: 0)

  var isNone: Bool { number == 0 }
}

/// Texts that many have in common, each kept once, as the encoder writes it.
///
/// Whoever keeps a text counts as one reference: what ``string(_:)`` and its like return has been
/// counted already.
@safe
final class TextPool {
  @safe
  private struct Slot: BitwiseCopyable {
    /// The encoded text with its comma, padded; behind it the bytes where they differ.
    var start: UnsafeMutableRawPointer?
    var encodedCount: UInt32 = 0
    /// Where the bytes are that the text was made of.
    var bytesOffset: UInt32 = 0
    var bytesCount: UInt32 = 0
    var references: UInt32 = 0
    var hash: UInt32 = 0
    /// Whether it is JSON as it stands, not a string.
    var isVerbatim = false
  }

  /// No text is longer: a path cannot be, and what else can is cut there.
  static let byteLimit = 4096

  // Unchecked: only the thread of the drain comes here, one call at a time.
  @exclusivity(unchecked) private var slots = [Slot()]
  @exclusivity(unchecked) private var free: [UInt32] = []
  @exclusivity(unchecked) private var index = HashIndex(minimumCapacity: 1024)

  deinit {
    for slot in unsafe slots { unsafe slot.start?.deallocate() }
  }

  /// How many texts there are.
  var count: Int { unsafe index.count }

  /// A string of any bytes; nothing for none.
  func string(_ bytes: Span<UInt8>) -> TextID {
    bytes.isEmpty
      ? .none
      : find(
        bytes.count > Self.byteLimit ? bytes.extracting(first: Self.byteLimit) : bytes,
        isVerbatim: false)
  }

  /// A string.
  func string(_ text: String) -> TextID { string(Array(text.utf8).span) }

  /// JSON text other than a string, as it is.
  func verbatim(_ json: String) -> TextID { find(Array(json.utf8).span, isVerbatim: true) }

  /// Counts one reference more.
  @inline(__always)
  @discardableResult
  func retain(_ text: TextID) -> TextID {
    if !text.isNone { unsafe slots[Int(text.number)].references += 1 }
    return text
  }

  /// Counts one reference less; the text goes with the last one.
  @inline(__always)
  func release(_ text: TextID) {
    if text.isNone { return }
    unsafe slots[Int(text.number)].references -= 1
    if unsafe slots[Int(text.number)].references == 0 { remove(text) }
  }

  /// What is written for the text; to be used before anything is released.
  @inline(__always)
  func value(_ text: TextID) -> EncodedValue {
    if text.isNone { return .none }
    let slot = unsafe slots[Int(text.number)]
    // Safety: the memory of a text is padded and lives as long as the text.
    return unsafe EncodedValue(start: slot.start.unsafelyUnwrapped, count: Int(slot.encodedCount))
  }

  /// The bytes that the text was made of, to be used before anything is released.
  func withBytes<Result>(_ text: TextID, _ body: (Span<UInt8>) -> Result) -> Result {
    let slot = unsafe slots[Int(text.number)]
    let start = unsafe slot.start?.advanced(by: Int(slot.bytesOffset))
    // Safety: so many bytes were stored there.
    return body(
      unsafe UnsafeRawBufferPointer(start: start, count: Int(slot.bytesCount)).bindMemory(
        to: UInt8.self
      ).span)
  }

  private func find(_ bytes: Span<UInt8>, isVerbatim: Bool) -> TextID {
    let hash = Self.hash(bytes)
    let known = unsafe index.find(hash) { place in
      let slot = unsafe slots[place]
      return unsafe slot.isVerbatim == isVerbatim && Int(slot.bytesCount) == bytes.count
        && Self.equal(bytes, slot.start.unsafelyUnwrapped + Int(slot.bytesOffset))
    }
    if let known { return retain(TextID(number: UInt32(known))) }
    return add(bytes, hash: hash, isVerbatim: isVerbatim)
  }

  private func add(_ bytes: Span<UInt8>, hash: UInt32, isVerbatim: Bool) -> TextID {
    let copy = bytes.bytes(0..<bytes.count)
    let encoded = isVerbatim ? copy : Array(EventText.json(copy).utf8)
    // A string without escapes has its bytes between the quotes.
    let isPlain = encoded.count == copy.count + (isVerbatim ? 0 : 2)
    let stride = EncodedValue.stride
    let padded = (encoded.count + 1 + stride - 1) / stride * stride
    let size = padded + (isPlain ? 0 : copy.count)
    // Safety: sized for the text, its comma and the bytes; freed by remove or deinit.
    let start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: stride)
    unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe start.copyMemory(from: encoded, byteCount: encoded.count)
    unsafe start.storeBytes(of: UInt8(ascii: ","), toByteOffset: encoded.count, as: UInt8.self)
    if !isPlain {
      unsafe (start + padded).copyMemory(from: copy, byteCount: copy.count)
    }
    var slot = unsafe Slot(start: start)
    slot.encodedCount = UInt32(encoded.count + 1)
    slot.bytesOffset = UInt32(isPlain ? (isVerbatim ? 0 : 1) : padded)
    slot.bytesCount = UInt32(copy.count)
    slot.references = 1
    slot.hash = hash
    slot.isVerbatim = isVerbatim

    let number: UInt32
    if let reused = unsafe free.popLast() {
      number = reused
      unsafe slots[Int(number)] = slot
    } else {
      number = unsafe UInt32(slots.count)
      unsafe slots.append(slot)
    }
    unsafe index.insert(hash, at: Int(number))
    return TextID(number: number)
  }

  private func remove(_ text: TextID) {
    let place = Int(text.number)
    unsafe index.remove(slots[place].hash, at: place)
    unsafe slots[place].start?.deallocate()
    unsafe slots[place] = Slot()
    unsafe free.append(text.number)
  }

  private static func hash(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBytes { bytes in
      var hash = UInt64(bytes.count)
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 29
        offset += 8
      }
      var rest: UInt64 = 0
      while offset < bytes.count {
        rest = unsafe rest << 8 | UInt64(bytes[offset])
        offset += 1
      }
      return hashed(hash ^ rest)
    }
  }

  private static func equal(_ bytes: Span<UInt8>, _ other: UnsafeMutableRawPointer) -> Bool {
    // Safety: as many bytes are there as in the span, the caller has compared the counts.
    unsafe bytes.withUnsafeBytes { bytes in
      for offset in 0..<bytes.count
      where unsafe bytes[offset] != other.load(fromByteOffset: offset, as: UInt8.self) {
        return false
      }
      return true
    }
  }
}
