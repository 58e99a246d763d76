/// Looks whether a text may have a secret, in one pass that allocates nothing: most have none.
///
/// It looks for all words of ``RedactionTables/hints`` at once, as Aho and Corasick do.
struct CredentialHints: Sendable {
  /// For each state and class of bytes the next state, as its place in this table.
  private let next: [UInt16]
  /// For each byte its class; a capital letter has that of the small one.
  private let classes: [UInt16]
  /// States from here on have met a word.
  private let firstMet: UInt16

  /// For what the rules find.
  static let all = CredentialHints(RedactionTables.all.hints)

  init(_ words: [[UInt8]]) {
    var classes = [UInt16](repeating: 0, count: 256)
    var classCount: UInt16 = 1
    for byte in words.joined() where classes[Int(byte)] == 0 {
      classes[Int(byte)] = classCount
      classCount += 1
    }
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
      classes[Int(byte & ~0x20)] = classes[Int(byte)]
    }
    let tree = Self.tree(words, classes, Int(classCount))
    // States that have met a word are one: nobody asks which. It is the last one.
    var places = [UInt16](repeating: 0, count: tree.count)
    var count: UInt16 = 0
    for (state, node) in tree.enumerated() where !node.isMet {
      places[state] = count
      count += 1
    }
    precondition(Int(count + 1) * Int(classCount) <= Int(UInt16.max), "too many words")
    firstMet = count * classCount
    var next: [UInt16] = []
    for node in tree where !node.isMet {
      next += node.next.map { tree[$0].isMet ? count * classCount : places[$0] * classCount }
    }
    self.next = next
    self.classes = classes
  }

  /// Whether one of the words is in it.
  func areMet(in text: UnsafeRawBufferPointer) -> Bool {
    next.withUnsafeBufferPointer { next in
      classes.withUnsafeBufferPointer { classes in
        var state: UInt16 = 0
        for byte in text {
          state = next[Int(state &+ classes[Int(byte)])]
          if state >= firstMet { return true }
        }
        return false
      }
    }
  }

  private struct Node {
    var next: [Int]
    var isMet = false
  }

  private static func tree(_ words: [[UInt8]], _ classes: [UInt16], _ classCount: Int) -> [Node] {
    let none = -1
    var nodes = [Node(next: Array(repeating: none, count: classCount))]
    for word in words where !word.isEmpty {
      var node = 0
      for byte in word {
        let letter = Int(classes[Int(byte)])
        if nodes[node].next[letter] == none {
          nodes[node].next[letter] = nodes.count
          nodes.append(Node(next: Array(repeating: none, count: classCount)))
        }
        node = nodes[node].next[letter]
      }
      nodes[node].isMet = true
    }
    // By depth: where a word does not go on, what goes on is its longest end that begins a word.
    var ends = [Int](repeating: 0, count: nodes.count)
    var queue: [Int] = []
    for letter in 0..<classCount {
      let child = nodes[0].next[letter]
      if child == none { nodes[0].next[letter] = 0 } else { queue.append(child) }
    }
    var position = 0
    while position < queue.count {
      let node = queue[position]
      position += 1
      if nodes[ends[node]].isMet { nodes[node].isMet = true }
      for letter in 0..<classCount {
        let child = nodes[node].next[letter]
        if child == none {
          nodes[node].next[letter] = nodes[ends[node]].next[letter]
        } else {
          ends[child] = nodes[ends[node]].next[letter]
          queue.append(child)
        }
      }
    }
    return nodes
  }
}
