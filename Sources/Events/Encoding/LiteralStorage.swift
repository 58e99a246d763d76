/// Memory for what is prepared once, by one thread; freed with the storage.
@safe
final class LiteralStorage: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = unsafe []

  deinit {
    // Safety: allocated below, given out only to what its owner owns, too.
    while let block = unsafe blocks.popLast() {
      unsafe block.deallocate()
    }
  }

  func literal(_ text: String) -> Literal {
    let utf8 = Array(text.utf8)
    let start = unsafe allocate(
      UInt8.self, count: (utf8.count / Literal.stride + 1) * Literal.stride)
    for (index, byte) in utf8.enumerated() {
      // Safety: the allocation is longer than the text.
      unsafe start[index] = byte
    }
    return unsafe Literal(start: UnsafeRawPointer(start), count: utf8.count)
  }

  func array<Element: BitwiseCopyable>(_ elements: [Element]) -> PreparedArray<Element> {
    let start = unsafe allocate(Element.self, count: max(elements.count, 1))
    for (index, element) in elements.enumerated() {
      // Safety: the allocation has room for all elements.
      unsafe (start + index).initialize(to: element)
    }
    return unsafe PreparedArray(start: UnsafePointer(start), count: elements.count)
  }

  /// Zeroed memory, valid as long as self is.
  @unsafe
  func allocate<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int
  ) -> UnsafeMutablePointer<Element> {
    let size = count * MemoryLayout<Element>.stride
    // Safety: sized and aligned for the elements, zeroed before use, freed in deinit.
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: size, alignment: max(MemoryLayout<Element>.alignment, 16))
    unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe blocks.append(block)
    return unsafe block.bindMemory(to: Element.self, capacity: count)
  }
}
