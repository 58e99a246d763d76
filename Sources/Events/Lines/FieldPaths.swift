/// Which fields are looked for in a line, as a tree of the objects that their dotted names say.
///
/// Compiled once; ``LineWalk`` goes along it. Each field has the number of its place in the list.
public struct FieldPaths: Sendable {
  /// The names of the fields, by their numbers.
  public let names: [String]

  /// An object, as it stands among the others.
  struct Node: BitwiseCopyable, Sendable {
    var parent: Int32
    /// Its place among its parent's members.
    var position: Int32
    var firstMember: Int32 = 0
    var memberCount: Int32 = 0
  }

  /// A field or an object in an object.
  struct Member: BitwiseCopyable, Sendable {
    /// The first bytes of the key with its quote and colon, the lowest first, and which of them count.
    var word: UInt64
    var mask: UInt64
    /// The same of the next eight; none of them counts where there are none.
    var nextWord: UInt64
    var nextMask: UInt64
    /// The key with quote and colon, all of it, in ``keys``.
    var keyStart: Int32
    /// Its bytes, without these two.
    var keyCount: Int32
    /// The field's number; of an object, none.
    var field: Int32
    /// The object's place; of a field, none.
    var node: Int32
    var type: FieldType
    /// Whether the first eight bytes say it all.
    var isShort: Bool
  }

  static let none: Int32 = -1

  let nodes: PreparedArray<Node>
  let members: PreparedArray<Member>
  let keys: PreparedArray<UInt8>
  private let prefixes: [String]
  /// Owns what the arrays are in.
  private let storage = LiteralStorage()

  /// Compiles them.
  ///
  /// - Parameter fields: fields of the catalogue, none of them twice; no name is the beginning of
  ///   another's path.
  public init(_ fields: [Field]) {
    var compiler = PathCompiler(fields.map(\.name))
    compiler.append(FieldTree(fields), at: 0, path: "")
    self.init(compiler)
  }

  /// Compiles members of the line itself, of whatever schema it is.
  ///
  /// - Parameter members: their names, without what JSON escapes and none of them twice, and their types.
  public init(members: [(name: String, type: FieldType)]) {
    var compiler = PathCompiler(members.map(\.name))
    for (number, member) in members.enumerated() {
      compiler.append(member.name, member.type, number: number)
    }
    compiler.nodes[0].memberCount = Int32(members.count)
    self.init(compiler)
  }

  private init(_ compiler: PathCompiler) {
    names = compiler.names
    nodes = storage.array(compiler.nodes)
    members = storage.array(compiler.members)
    keys = storage.array(compiler.keys)
    prefixes = compiler.prefixes
  }

  /// The dotted name of an object, and a dot; nothing of the line itself.
  public func prefix(of node: Int32) -> String {
    prefixes[Int(node)]
  }
}

/// Makes the arrays of ``FieldPaths``.
private struct PathCompiler {
  let names: [String]
  var nodes = [FieldPaths.Node(parent: FieldPaths.none, position: 0)]
  var members: [FieldPaths.Member] = []
  var keys: [UInt8] = []
  var prefixes = [""]

  init(_ names: [String]) {
    self.names = names
  }

  mutating func append(_ tree: FieldTree, at place: Int, path: String) {
    let first = members.count
    nodes[place].firstMember = Int32(first)
    nodes[place].memberCount = Int32(tree.children.count)
    for child in tree.children {
      let number = child.field.flatMap { field in names.firstIndex(of: field.name) }
      append(child.name, child.field?.type ?? .string, number: number)
    }
    for (position, child) in tree.children.enumerated() where child.field == nil {
      let node = nodes.count
      nodes.append(FieldPaths.Node(parent: Int32(place), position: Int32(position)))
      prefixes.append("\(path)\(child.name).")
      members[first + position].node = Int32(node)
      append(child, at: node, path: prefixes[node])
    }
  }

  /// A field, or an object, which has no number.
  mutating func append(_ name: String, _ type: FieldType, number: Int?) {
    let key = Array("\(name)\":".utf8)
    let (word, mask) = Self.word(key.prefix(8))
    let (nextWord, nextMask) = Self.word(key.dropFirst(8).prefix(8))
    members.append(
      FieldPaths.Member(
        word: word, mask: mask, nextWord: nextWord, nextMask: nextMask,
        keyStart: Int32(keys.count), keyCount: Int32(key.count - 2),
        field: number.map(Int32.init) ?? FieldPaths.none, node: FieldPaths.none,
        type: type, isShort: key.count <= 8))
    keys += key
  }

  /// Up to eight bytes as a word, the lowest first, and which of it they are.
  private static func word(_ bytes: ArraySlice<UInt8>) -> (word: UInt64, mask: UInt64) {
    var word: UInt64 = 0
    var mask: UInt64 = 0
    for (position, byte) in bytes.enumerated() {
      word |= UInt64(byte) << UInt64(8 * position)
      mask |= 0xff << UInt64(8 * position)
    }
    return (word, mask)
  }
}
