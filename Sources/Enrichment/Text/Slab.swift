/// Elements in places that are used again; a place never moves.
struct Slab<Element> {
  private(set) var elements: [Element]
  private var free: [UInt32] = []

  /// The place 0 means none: `none` stands there.
  init(none: Element) {
    elements = [none]
  }

  /// How many elements there are.
  var count: Int { elements.count - 1 - free.count }

  mutating func add(_ element: Element) -> UInt32 {
    if let place = free.popLast() {
      elements[Int(place)] = element
      return place
    }
    elements.append(element)
    return UInt32(elements.count - 1)
  }

  /// Frees a place; `none` stands there until it is used again.
  mutating func remove(_ place: UInt32) {
    elements[Int(place)] = elements[0]
    free.append(place)
  }

  @inline(__always)
  subscript(_ place: UInt32) -> Element {
    get { elements[Int(place)] }
    _modify { yield &elements[Int(place)] }
  }
}
