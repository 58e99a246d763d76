/// Goes through an event's line once, from value to value, and allocates nothing.
///
/// A line is what ``EventEncoder`` writes: one JSON object without white space, in it objects, texts, lists
/// of texts, integers and booleans. Whatever else the bytes are is an error, told where it is met: what
/// lies behind the last value that was asked for is not looked at, and what is in objects that nobody asks
/// for, and does not want to be told, only as far as it takes to find their ends. So is the rest of an
/// object of which all has come that was asked for.
@safe
public struct LineWalk: ~Copyable {
  /// Owns what the two below are in, which are read without it: no reference counts for a value.
  let paths: FieldPaths
  private let nodes: PreparedArray<FieldPaths.Node>
  private let members: PreparedArray<FieldPaths.Member>
  private let tellsUnknown: Bool
  /// For each node, how many of its members have not come; only where nothing else is told.
  private let missing: UnsafeMutableBufferPointer<Int32>
  private var position = 0
  /// The object that the position is in, and its members.
  private var node: Int32 = 0
  private var firstMember = 0
  private var endOfMembers = 0
  /// The member that probably comes next: an encoder writes them in the order of the catalogue.
  private var expected = 0
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
    self.tellsUnknown = tellsUnknown
    unsafe missing = .allocate(capacity: paths.nodes.count)
    enter(0)
    expectAll()
  }

  deinit {
    // Safety: allocated in init, and nobody else has it; its elements are trivial.
    unsafe missing.deallocate()
  }

  /// Begins anew, with another line.
  public mutating func restart() {
    position = 0
    enter(0)
    isBehindMember = false
    isOver = false
    if !tellsUnknown { expectAll() }
  }

  private func expectAll() {
    for node in 0..<nodes.count {
      // Safety: there is one for each node.
      unsafe missing.initializeElement(at: node, to: nodes[node].memberCount)
    }
  }

  /// The next value; nil where the line is over.
  ///
  /// One that ``FieldPaths`` does not have may be an object or a list of anything.
  ///
  /// - Parameter line: the line, the same until ``restart()``.
  /// - Returns: which value, and where.
  /// - Throws: ``LineError`` where the line is none of ours.
  public mutating func next(in line: borrowing RawSpan) throws(LineError) -> LineValue? {
    var value = LineValue()
    return try advance(in: line, to: &value) ? value : nil
  }

  /// Goes on behind members of the line itself that the caller has met before, byte for byte.
  ///
  /// Only where the last value that was told is one of the line itself, and nothing else is told than
  /// what ``FieldPaths`` has; they begin with the comma behind it.
  ///
  /// - Parameter end: behind the last of them.
  public mutating func skipMembers(to end: Int) {
    precondition(node == 0 && isBehindMember && tellsUnknown && end >= position)
    position = end
  }

  /// Where the last value that was told ends.
  public var end: Int { position }

  /// How many objects of the line are open behind a value that is told with this node.
  public func depth(of node: Int32) -> Int {
    var (depth, node) = (0, node)
    while nodes[Int(node)].parent != FieldPaths.none {
      depth += 1
      node = nodes[Int(node)].parent
    }
    return depth
  }

  /// Goes to the next value.
  ///
  /// - Returns: whether there is one; false: the line is over.
  @inline(__always)
  mutating func advance(
    in line: borrowing RawSpan, to value: inout LineValue
  ) throws(LineError) -> Bool {
    if position == 0 { try begin(line) }
    while !isOver {
      if unsafe !tellsUnknown && missing[Int(node)] <= 0 {
        try passRest(line)
        continue
      }
      let next = line.peek(position)
      if next == UInt8(ascii: ","), isBehindMember {
        position &+= 1
        try line.expect(UInt8(ascii: "\""), at: &position)
      } else if next == UInt8(ascii: "}") {
        try leaveObject(line)
        continue
      } else if next == UInt8(ascii: "\""), !isBehindMember {
        position &+= 1
      } else {
        throw .unexpected(at: position)
      }
      isBehindMember = true
      guard let found = find(line) else {
        if try passStranger(line, &value) { return true }
        continue
      }
      if try take(found, line, &value) { return true }
    }
    return false
  }

  private mutating func begin(_ line: borrowing RawSpan) throws(LineError) {
    guard line.byteCount <= Int32.max else { throw LineError("the line is too long") }
    try line.expect(UInt8(ascii: "{"), at: &position)
  }

  @inline(__always)
  private mutating func enter(_ node: Int32) {
    // Safety: it is a node of the same paths.
    let object = unsafe nodes.pointer(to: Int(node))
    self.node = node
    firstMember = unsafe Int(object.pointee.firstMember)
    endOfMembers = unsafe firstMember + Int(object.pointee.memberCount)
    expected = firstMember
  }

  private mutating func leaveObject(_ line: borrowing RawSpan) throws(LineError) {
    position += 1
    let left = nodes[Int(node)]
    isBehindMember = true
    if left.parent != FieldPaths.none {
      enter(left.parent)
      expected = firstMember + Int(left.position) + 1
      return
    }
    isOver = true
    if line.peek(position) == UInt8(ascii: "\n") { position += 1 }
    guard position == line.byteCount else { throw .unexpected(at: position) }
  }

  /// Behind the object, of which nothing more is asked for.
  private mutating func passRest(_ line: borrowing RawSpan) throws(LineError) {
    guard node != 0 else {
      isOver = true
      return
    }
    position = try line.endOfOpenObject(from: position) &- 1
    try leaveObject(line)
  }

  /// A member that is known, of which the key begins here.
  ///
  /// - Returns: whether it is a value; false: it was an object, and is entered.
  @inline(__always)
  private mutating func take(
    _ place: Int, _ line: borrowing RawSpan, _ value: inout LineValue
  ) throws(LineError) -> Bool {
    // Safety: the place is one of the paths' members.
    let member = unsafe members.pointer(to: place)
    let keyStart = position
    // The key, its quote and the colon were compared.
    position = unsafe keyStart &+ Int(member.pointee.keyCount) &+ 2
    expected = place &+ 1
    // Safety: there is one for each node.
    if !tellsUnknown { unsafe missing[Int(node)] &-= 1 }
    let field = unsafe member.pointee.field
    guard field != FieldPaths.none else {
      try line.expect(UInt8(ascii: "{"), at: &position)
      unsafe enter(member.pointee.node)
      isBehindMember = false
      return false
    }
    let start = position
    position = unsafe try line.endOfValue(from: start, of: member.pointee.type)
    value.field = field
    value.node = node
    value.key = Self.range(keyStart, start &- 2)
    value.bytes = Self.range(start, position)
    return true
  }

  /// Of a line, which is never longer than 2 GiB.
  @inline(__always)
  private static func range(_ start: Int, _ end: Int) -> Range<UInt32> {
    unsafe Range(
      uncheckedBounds: (UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: end)))
  }

  /// A member that nobody knows, of which the key begins here.
  ///
  /// - Returns: whether it is to be told.
  private mutating func passStranger(
    _ line: borrowing RawSpan, _ value: inout LineValue
  ) throws(LineError) -> Bool {
    let keyStart = position
    position = try line.endOfText(from: position)
    let keyEnd = position - 1
    try line.expect(UInt8(ascii: ":"), at: &position)
    let start = position
    switch line.peek(start) {
    case UInt8(ascii: "\""): position = try line.endOfText(from: start + 1)
    case UInt8(ascii: "{") where !tellsUnknown: position = try line.endOfObject(from: start)
    default: position = try line.endOfAnything(from: start)
    }
    guard tellsUnknown else { return false }
    value.field = FieldPaths.none
    value.node = node
    value.key = Self.range(keyStart, keyEnd)
    value.bytes = Self.range(start, position)
    return true
  }

  /// Which of the object's members has the key that begins here.
  @inline(__always)
  private func find(_ line: borrowing RawSpan) -> Int? {
    let word = line.word(at: position)
    var place = expected
    var left = endOfMembers &- firstMember
    while left > 0 {
      if place == endOfMembers { place = firstMember }
      // Safety: the place is one of the object's members.
      let member = unsafe members.pointer(to: place)
      if unsafe word & member.pointee.mask == member.pointee.word,
        unsafe member.pointee.isShort || isKey(of: member, line)
      {
        return place
      }
      place &+= 1
      left &-= 1
    }
    return nil
  }

  /// Whether the key that begins here is the member's, of which the first eight bytes are known to be.
  private func isKey(
    of member: UnsafePointer<FieldPaths.Member>, _ line: borrowing RawSpan
  ) -> Bool {
    // Safety: the member is one of the paths'.
    let member = unsafe member.pointee
    guard line.word(at: position + 8) & member.nextMask == member.nextWord else { return false }
    let count = Int(member.keyCount) + 2
    var offset = 16
    while offset < count {
      guard line.peek(position + offset) == paths.keys[Int(member.keyStart) + offset] else {
        return false
      }
      offset += 1
    }
    return true
  }
}
