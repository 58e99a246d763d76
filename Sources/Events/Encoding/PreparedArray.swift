/// An array in memory that a ``LiteralStorage`` owns: no reference counts on the way of an event.
///
/// The elements are never changed, and so can be read from any thread.
@safe
struct PreparedArray<Element: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
  private let start: UnsafePointer<Element>?
  let count: Int

  static var empty: PreparedArray { unsafe PreparedArray(start: nil, count: 0) }

  init(start: UnsafePointer<Element>?, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  /// A copy, for what is not done for every event.
  var elements: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

  /// The place of an element: reading one member through it does not copy the others.
  @unsafe
  @inline(__always)
  func pointer(to index: Int) -> UnsafePointer<Element> {
    // Safety: indices come from 0..<count.
    unsafe start.unsafelyUnwrapped + index
  }

  @inline(__always)
  subscript(index: Int) -> Element {
    // Safety: indices come from 0..<count or from a check against it.
    unsafe start.unsafelyUnwrapped[index]
  }
}
