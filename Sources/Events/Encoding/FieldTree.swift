/// Fields by the objects that their dotted names say, each where it comes first.
public struct FieldTree: Sendable {
  /// The last part of the name; empty at the root.
  public let name: String
  /// The field of that name; nil where it is an object.
  public private(set) var field: Field?
  /// What is in the object, in the order of a line.
  public private(set) var children: [FieldTree] = []

  /// Puts fields into their objects.
  ///
  /// - Parameter fields: none of them twice; no name is the beginning of another's path.
  public init(_ fields: [Field]) {
    name = ""
    for field in fields {
      insert(field, at: field.name.split(separator: ".").map(String.init)[...])
    }
  }

  private init(name: String) {
    self.name = name
  }

  private mutating func insert(_ field: Field, at path: ArraySlice<String>) {
    guard let name = path.first else {
      precondition(self.field == nil && children.isEmpty, "\(field.name) is taken")
      self.field = field
      return
    }
    precondition(self.field == nil, "\(field.name): \(self.name) is a field already")
    let index = children.firstIndex { $0.name == name } ?? children.endIndex
    if index == children.endIndex {
      children.append(FieldTree(name: name))
    }
    children[index].insert(field, at: path.dropFirst())
  }
}
