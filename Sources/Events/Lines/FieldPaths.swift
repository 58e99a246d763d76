/// Which fields are looked for in a line, as a tree of the objects that their dotted names say.
///
/// Compiled once; ``LineWalk`` goes along it. Each field has the number of its place in the list.
public struct FieldPaths: Sendable {
  /// The fields, by their numbers.
  public let fields: [Field]

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
    /// The first bytes of the key, the lowest first, and which of them count.
    var word: UInt64
    var mask: UInt64
    /// The key, all of it, in ``keys``.
    var keyStart: Int32
    var keyCount: Int32
    /// The field's number; of an object, none.
    var field: Int32
    /// The object's place; of a field, none.
    var node: Int32
    var type: FieldType
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
    self.fields = fields
    var compiler = PathCompiler(fields)
    compiler.append(FieldTree(fields), at: 0, path: "")
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
  let fields: [Field]
  var nodes = [FieldPaths.Node(parent: FieldPaths.none, position: 0)]
  var members: [FieldPaths.Member] = []
  var keys: [UInt8] = []
  var prefixes = [""]

  init(_ fields: [Field]) {
    self.fields = fields
  }

  mutating func append(_ tree: FieldTree, at place: Int, path: String) {
    let first = members.count
    nodes[place].firstMember = Int32(first)
    nodes[place].memberCount = Int32(tree.children.count)
    for child in tree.children {
      members.append(member(child))
    }
    for (position, child) in tree.children.enumerated() where child.field == nil {
      let node = nodes.count
      nodes.append(FieldPaths.Node(parent: Int32(place), position: Int32(position)))
      prefixes.append("\(path)\(child.name).")
      members[first + position].node = Int32(node)
      append(child, at: node, path: prefixes[node])
    }
  }

  private mutating func member(_ tree: FieldTree) -> FieldPaths.Member {
    let key = Array(tree.name.utf8)
    var word: UInt64 = 0
    for (position, byte) in key.prefix(8).enumerated() {
      word |= UInt64(byte) << UInt64(8 * position)
    }
    defer { keys += key }
    let number = tree.field.flatMap { field in fields.firstIndex { $0.name == field.name } }
    return FieldPaths.Member(
      word: word, mask: key.count >= 8 ? ~0 : (1 << UInt64(8 * key.count)) - 1,
      keyStart: Int32(keys.count), keyCount: Int32(key.count),
      field: number.map(Int32.init) ?? FieldPaths.none, node: FieldPaths.none,
      type: tree.field?.type ?? .string)
  }
}
