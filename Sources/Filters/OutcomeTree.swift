/// What is known of a clause or a filter as far as the line was read.
enum Outcome: UInt8 {
  case unknown
  case isNot
  case isSo
}

/// A filter's tree without what its clauses ask: flat, so that asking it takes no reference counts.
struct OutcomeTree {
  private enum Operation: UInt8 {
    case all
    case any
    case not
    case clause
  }

  /// A node; its parts follow it, each with its own parts behind it.
  private struct Node: BitwiseCopyable {
    var operation: Operation
    /// The clause's number.
    var clause: Int32 = 0
    /// Where the next node that is no part of it is.
    var end: Int32 = 0
  }

  private var nodes: [Node] = []

  /// Makes it; the clauses are numbered in the order of the text.
  init(_ filter: Filter) {
    var clauseCount: Int32 = 0
    append(filter, &clauseCount)
  }

  private mutating func append(_ filter: Filter, _ clauseCount: inout Int32) {
    let place = nodes.count
    switch filter {
    case .all(let parts):
      nodes.append(Node(operation: .all))
      for part in parts { append(part, &clauseCount) }
    case .any(let parts):
      nodes.append(Node(operation: .any))
      for part in parts { append(part, &clauseCount) }
    case .not(let part):
      nodes.append(Node(operation: .not))
      append(part, &clauseCount)
    case .clause:
      nodes.append(Node(operation: .clause, clause: clauseCount))
      clauseCount += 1
    }
    nodes[place].end = Int32(nodes.count)
  }

  /// What is known of the whole by what is known of the clauses.
  func outcome(of clauses: [Outcome]) -> Outcome {
    Self.outcome(at: 0, nodes.span, clauses.span)
  }

  private static func outcome(
    at place: Int, _ nodes: Span<Node>, _ clauses: Span<Outcome>
  ) -> Outcome {
    let node = nodes[place]
    switch node.operation {
    case .clause: return clauses[Int(node.clause)]
    case .not:
      return switch outcome(at: place + 1, nodes, clauses) {
      case .unknown: .unknown
      case .isNot: .isSo
      case .isSo: .isNot
      }
    case .all, .any:
      let decisive = node.operation == .all ? Outcome.isNot : .isSo
      var result = node.operation == .all ? Outcome.isSo : .isNot
      var part = place + 1
      while part < node.end {
        let outcome = outcome(at: part, nodes, clauses)
        if outcome == decisive { return decisive }
        if outcome == .unknown { result = .unknown }
        part = Int(nodes[part].end)
      }
      return result
    }
  }
}
