/// First in, first out; what was taken out is given back in pieces.
struct Queue<Element: BitwiseCopyable> {
  private var elements: [Element] = []
  private var start = 0

  var first: Element? { start < elements.count ? elements[start] : nil }

  mutating func append(_ element: Element) {
    elements.append(element)
  }

  mutating func popFirst() -> Element? {
    guard let first else { return nil }
    start += 1
    if start >= 1024, 2 * start >= elements.count {
      elements.removeFirst(start)
      start = 0
    }
    return first
  }
}
