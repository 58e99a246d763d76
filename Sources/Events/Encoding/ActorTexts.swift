/// What is written of who acts, kept for those who act often: most of a line is the same from event
/// to event of one thread.
///
/// Kept are the texts of some steps, see ``Operation/Code/actor``. Of two threads that fall into one
/// place, the later one has it.
@safe
struct ActorTexts: BitwiseCopyable {
  static let partLimit = 16
  /// Bytes for the texts of one actor; what is more is not kept.
  static let textSize = 1904

  private let slots: UnsafeMutableRawPointer
  private let slotCount: Int

  /// Makes room for so many actors, a power of two.
  init(slotCount: Int, in storage: LiteralStorage) {
    self.slotCount = slotCount
    // Safety: valid as long as the storage is; an odd number of cache lines for each, so that not all
    // of them fall into the same ones.
    unsafe slots = UnsafeMutableRawPointer(
      storage.allocate(SIMD16<UInt8>.self, count: slotCount * Texts.stride / 16))
    removeAll()
  }

  func removeAll() {
    for index in 0..<slotCount { self[index].begin(.nobody) }
  }

  private subscript(index: Int) -> Texts {
    // Safety: there are so many slots.
    unsafe Texts(start: slots + index * Texts.stride)
  }

  /// The texts of one actor, none of them where it is not the last one of its place; nil for nobody.
  @inline(__always)
  func texts(of key: ActorKey) -> Texts? {
    if key.stamp == .none { return nil }
    let texts = self[Int(truncatingIfNeeded: key.hash) & (slotCount - 1)]
    if !texts.areOf(key) { texts.begin(key) }
    return texts
  }

  /// The texts of one actor: a head, the places of the parts, and their bytes.
  @safe
  struct Texts: BitwiseCopyable {
    private struct Head: BitwiseCopyable {
      var key: ActorKey
      var used = 0
    }

    private struct Part: BitwiseCopyable {
      var offset: UInt16
      var count: UInt16
    }

    private static let partsOffset = 144
    private static let textOffset = partsOffset + 4 * ActorTexts.partLimit
    fileprivate static let stride = textOffset + ActorTexts.textSize

    private let start: UnsafeMutableRawPointer

    @inline(__always)
    fileprivate init(start: UnsafeMutableRawPointer) {
      unsafe self.start = start
    }

    // Safety, here and below: head, parts and text have their places in a slot; parts are below the
    // limit, and of the text only what lies in its place was noted.
    private var head: UnsafeMutablePointer<Head> {
      unsafe start.assumingMemoryBound(to: Head.self)
    }

    private var parts: UnsafeMutablePointer<Part> {
      unsafe (start + Self.partsOffset).assumingMemoryBound(to: Part.self)
    }

    /// Whose texts they are.
    var key: ActorKey { unsafe head.pointee.key }

    @inline(__always)
    fileprivate func areOf(_ key: ActorKey) -> Bool { unsafe head.pointee.key == key }

    @inline(__always)
    fileprivate func begin(_ key: ActorKey) {
      unsafe head.pointee = Head(key: key)
      unsafe parts.update(repeating: Part(offset: 0, count: 0), count: ActorTexts.partLimit)
    }

    /// A text that was kept; nil: none was.
    @inline(__always)
    subscript(index: Int) -> UnsafeRawBufferPointer? {
      let part = unsafe parts[index]
      if part.count == 0 { return nil }
      return unsafe UnsafeRawBufferPointer(
        start: start + Self.textOffset + Int(part.offset), count: Int(part.count))
    }

    /// Keeps a text where there is room for it.
    func keep(_ text: UnsafeRawBufferPointer, as index: Int) {
      let offset = unsafe head.pointee.used
      guard let bytes = text.baseAddress, offset + text.count <= ActorTexts.textSize else { return }
      unsafe (start + Self.textOffset + offset).copyMemory(from: bytes, byteCount: text.count)
      unsafe head.pointee.used += text.count
      unsafe parts[index] = Part(offset: UInt16(offset), count: UInt16(text.count))
    }
  }
}
