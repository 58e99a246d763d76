/// Goes through an event's line once, from value to value, and allocates nothing.
///
/// A line is what ``EventEncoder`` writes: one JSON object without white space, in it objects, texts, lists
/// of texts, integers and booleans. Whatever else the bytes are is an error, told where it is met: what
/// lies behind the last value that was asked for is not looked at, and what is in objects that nobody asks
/// for, and does not want to be told, only as far as it takes to find their ends.
public struct LineWalk: ~Copyable {
  /// Owns what the three below are in, which are read without it: no reference counts for a value.
  private let paths: FieldPaths
  private let nodes: PreparedArray<FieldPaths.Node>
  private let members: PreparedArray<FieldPaths.Member>
  private let keys: PreparedArray<UInt8>
  private let tellsUnknown: Bool
  private var position = 0
  private var node: Int32 = 0
  /// The member that probably comes next: an encoder writes them in the order of the catalogue.
  private var expected: Int32 = 0
  private var isBehindMember = false
  private var isOver = false

  /// Goes along these fields.
  ///
  /// - Parameters:
  ///   - paths: the fields.
  ///   - tellsUnknown: whether what ``FieldPaths`` does not have is told, too.
  public init(_ paths: FieldPaths, tellsUnknown: Bool) {
    self.paths = paths
    nodes = paths.nodes
    members = paths.members
    keys = paths.keys
    self.tellsUnknown = tellsUnknown
  }

  /// Begins anew, with another line.
  public mutating func restart() {
    position = 0
    node = 0
    expected = 0
    isBehindMember = false
    isOver = false
  }

  /// The next value; nil where the line is over.
  ///
  /// One that ``FieldPaths`` does not have may be an object or a list of anything.
  ///
  /// - Parameter line: the line, the same until ``restart()``.
  /// - Returns: which value, and where.
  /// - Throws: ``LineError`` where the line is none of ours.
  public mutating func next(in line: borrowing RawSpan) throws(LineError) -> LineValue? {
    if position == 0 { try begin(line) }
    while !isOver {
      if line.peek(position) == UInt8(ascii: "}") {
        try leaveObject(line)
        continue
      }
      if isBehindMember { try line.expect(UInt8(ascii: ","), at: &position) }
      isBehindMember = true
      if let value = try member(line) { return value }
    }
    return nil
  }

  private mutating func begin(_ line: borrowing RawSpan) throws(LineError) {
    guard line.byteCount <= Int32.max else { throw LineError("the line is too long") }
    try line.expect(UInt8(ascii: "{"), at: &position)
  }

  private mutating func leaveObject(_ line: borrowing RawSpan) throws(LineError) {
    position += 1
    let left = nodes[Int(node)]
    isBehindMember = true
    if left.parent != FieldPaths.none {
      node = left.parent
      expected = left.position + 1
      return
    }
    isOver = true
    if line.peek(position) == UInt8(ascii: "\n") { position += 1 }
    guard position == line.byteCount else { throw .unexpected(at: position) }
  }

  /// The member here; nil where it is not to be told, or an object that was entered.
  private mutating func member(_ line: borrowing RawSpan) throws(LineError) -> LineValue? {
    try line.expect(UInt8(ascii: "\""), at: &position)
    let keyStart = position
    guard let found = find(line) else {
      position = try line.endOfText(from: position)
      let value = try stranger(line, keyStart: keyStart)
      return tellsUnknown ? value : nil
    }
    let member = members[found]
    position += Int(member.keyCount) + 1
    try line.expect(UInt8(ascii: ":"), at: &position)
    expected = Int32(found) - nodes[Int(node)].firstMember + 1
    guard member.field != FieldPaths.none else {
      try line.expect(UInt8(ascii: "{"), at: &position)
      node = member.node
      expected = 0
      isBehindMember = false
      return nil
    }
    let start = position
    position = try line.endOfValue(from: start, of: member.type)
    return LineValue(
      field: member.field, node: node,
      key: UInt32(keyStart)..<UInt32(keyStart + Int(member.keyCount)),
      bytes: UInt32(start)..<UInt32(position))
  }

  /// A value that nobody knows.
  private mutating func stranger(
    _ line: borrowing RawSpan, keyStart: Int
  ) throws(LineError) -> LineValue {
    let keyEnd = position - 1
    try line.expect(UInt8(ascii: ":"), at: &position)
    let start = position
    let isPassed = !tellsUnknown && line.peek(start) == UInt8(ascii: "{")
    position = try isPassed ? line.endOfObject(from: start) : line.endOfAnything(from: start)
    return LineValue(
      field: FieldPaths.none, node: node, key: UInt32(keyStart)..<UInt32(keyEnd),
      bytes: UInt32(start)..<UInt32(position))
  }

  /// Which of the object's members has the key that begins here.
  private func find(_ line: borrowing RawSpan) -> Int? {
    let object = nodes[Int(node)]
    let word = line.word(at: position)
    var position = expected
    for _ in 0..<object.memberCount {
      if position >= object.memberCount { position = 0 }
      let place = Int(object.firstMember + position)
      let member = members[place]
      if word & member.mask == member.word, isKey(of: member, line) { return place }
      position += 1
    }
    return nil
  }

  /// Whether the key that begins here is the member's, of which the first bytes are known to be.
  private func isKey(of member: FieldPaths.Member, _ line: borrowing RawSpan) -> Bool {
    let count = Int(member.keyCount)
    guard line.peek(position + count) == UInt8(ascii: "\"") else { return false }
    var offset = 8
    while offset < count {
      guard line.peek(position + offset) == keys[Int(member.keyStart) + offset] else {
        return false
      }
      offset += 1
    }
    return true
  }
}
