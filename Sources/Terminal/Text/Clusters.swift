/// Characters with marks on them: a cell has a number, and this knows which scalars it stands for.
///
/// Each mark is a node with what it was put on, and the same mark on the same thing is the same node: contents that
/// are equal have equal numbers. Nodes that no cell uses any more are dropped in ``compact(isUsed:)`` when there are
/// too many; so there are never many more than the cells can use.
struct Clusters {
  /// Set in a content that is the number of a node.
  static let flag: UInt32 = 1 << 31
  /// No character carries more marks; xterm has two to five.
  static let markLimit = 7
  private static let leastLimit = 4096

  private struct Node {
    /// What the mark was put on: a scalar or a node.
    var base: UInt32
    var mark: UInt32
    var marks: UInt8
  }

  private var nodes: [Node] = []
  private var numbers: [UInt64: UInt32] = [:]
  private var limit = leastLimit

  /// Whether it is time to ask which nodes are in use.
  var isFull: Bool { nodes.count >= limit }

  var count: Int { nodes.count }

  /// The content with a mark more; nil where it has as many as it may.
  mutating func add(_ mark: UInt32, to base: UInt32) -> UInt32? {
    var marks: UInt8 = 1
    if base & Self.flag != 0 {
      guard let node = node(base), node.marks < Self.markLimit else { return nil }
      marks = node.marks + 1
    }
    let key = UInt64(base) << 32 | UInt64(mark)
    if let number = numbers[key] { return number }
    let number = UInt32(truncatingIfNeeded: nodes.count) | Self.flag
    nodes.append(Node(base: base, mark: mark, marks: marks))
    numbers[key] = number
    return number
  }

  /// The scalars of a content, in order.
  func scalars(_ content: UInt32) -> [UInt32] {
    var scalars: [UInt32] = []
    var content = content
    while let node = node(content) {
      scalars.append(node.mark)
      content = node.base
    }
    scalars.append(content & Self.flag == 0 ? content : SafeScalar.replacement)
    return scalars.reversed()
  }

  private func node(_ content: UInt32) -> Node? {
    guard content & Self.flag != 0 else { return nil }
    let index = Int(content & ~Self.flag)
    return index < nodes.count ? nodes[index] : nil
  }

  /// Drops the nodes that nobody uses.
  ///
  /// - Parameter mark: is called once, and calls back for each content in use.
  /// - Returns: the new content for each old number.
  mutating func compact(_ mark: ((UInt32) -> Void) -> Void) -> [UInt32] {
    var isUsed = [Bool](repeating: false, count: nodes.count)
    mark { content in
      let index = Int(content & ~Self.flag)
      if content & Self.flag != 0, index < isUsed.count { isUsed[index] = true }
    }
    // What a node is put on has a lower number.
    for index in nodes.indices.reversed() where isUsed[index] {
      let base = nodes[index].base
      if base & Self.flag != 0 { isUsed[Int(base & ~Self.flag)] = true }
    }
    var contents = [UInt32](repeating: 0, count: nodes.count)
    let old = nodes
    nodes.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    for index in old.indices where isUsed[index] {
      let base = old[index].base
      let moved = base & Self.flag == 0 ? base : contents[Int(base & ~Self.flag)]
      contents[index] = add(old[index].mark, to: moved) ?? SafeScalar.replacement
    }
    limit = max(Self.leastLimit, 2 * nodes.count)
    return contents
  }
}
