internal import Events

/// An event of one kind in another schema, compiled: what is written, step by step.
struct Template {
  /// One step; which of the numbers count is the code's matter.
  struct Step: BitwiseCopyable {
    var code: Code
    /// The number of the field.
    var field: Int16 = 0
    /// The number of another field.
    var other: Int16 = 0
    /// The number of what stands for values.
    var names: Int16 = 0
    /// What is written in any case: the key and its colon, or finished members.
    var literal: Literal
  }

  enum Code: UInt8, BitwiseCopyable {
    /// Begins an object that may come to nothing, which ``closeObject`` sees.
    case openObject
    case closeObject
    /// Ends an object that has a member for certain, and writes what comes next.
    case endObject
    case constant
    case constantWith
    case same
    case text
    case list
    case milliseconds
    case objects
    case named
    case namedWith
    case joined
    case lastComponent
    case nanosecondsAsMilliseconds
    case outcomeOfResult
    case outcomeOfBoolean
    case strangers
  }

  /// A part of ``literals``.
  struct Literal: BitwiseCopyable {
    var start: Int32
    var count: Int32
  }

  /// What stands for values.
  struct Names: BitwiseCopyable {
    /// Where its entries are among all.
    var first: Int32
    var count: Int32
    /// What stands for a value that has no entry.
    var others: Literal
  }

  struct NameEntry: BitwiseCopyable {
    var name: Literal
    var json: Literal
  }

  let fields: [Field]
  private(set) var steps: [Step] = []
  /// Bytes of all literals; ``padding`` more can be read behind each.
  private(set) var literals: [UInt8] = []
  private(set) var names: [Names] = []
  private(set) var nameEntries: [NameEntry] = []
  /// How often at most a field's value is written.
  private(set) var mostUses = 0
  /// The most bytes that anything but the literals of steps, values and strangers takes, in all.
  private(set) var fixedRoom = 0

  static let padding = 16
  /// The digits of a number, a sign, quotes and a comma.
  private static let roomOfStep = 40

  init(_ entries: [TemplateEntry], fields: [Field]) {
    self.fields = fields
    append(EntryTree(entries))
    let used = steps.filter { $0.code.writesValue }.map(\.field)
    mostUses = Dictionary(grouping: used, by: \.self).values.map(\.count).max() ?? 0
    literals += Array(repeating: 0, count: Self.padding)
    fixedRoom = literals.count + Self.roomOfStep * steps.count
  }

  private mutating func append(_ tree: EntryTree) {
    for child in tree.children {
      guard let content = child.content else {
        appendObject(child)
        continue
      }
      append(content, named: child.name)
    }
  }

  private mutating func appendObject(_ tree: EntryTree) {
    let opening = "\"\(tree.name)\":{"
    if tree.isNeverEmpty {
      appendConstant(opening)
      append(tree)
      steps.append(Step(code: .endObject, literal: literal("},")))
    } else {
      // Both steps have the opening: closing takes it back where nothing came behind it.
      let opening = literal(opening)
      steps.append(Step(code: .openObject, literal: opening))
      append(tree)
      steps.append(Step(code: .closeObject, literal: opening))
    }
  }

  /// What is written in any case, with what is written in any case just before it.
  private mutating func appendConstant(_ text: String) {
    let new = literal(text)
    if let last = steps.last, last.code == .constant || last.code == .endObject,
      last.literal.start + last.literal.count == new.start
    {
      steps[steps.count - 1].literal.count += new.count
    } else {
      steps.append(Step(code: .constant, literal: new))
    }
  }

  private mutating func append(_ content: TemplateEntry.Content, named name: String) {
    let key = "\"\(name)\":"
    switch content {
    case .constant(let json):
      appendConstant("\(key)\(json),")
    case .constantWith(let field, let json):
      steps.append(
        Step(code: .constantWith, field: Int16(field), literal: literal("\(key)\(json),")))
    case .value(let field, let form):
      steps.append(step(of: form, field: field, key: key))
    case .named(let field, let values, let other):
      steps.append(
        Step(
          code: .namedWith, field: Int16(field), other: Int16(other), names: number(of: values),
          literal: literal(key)))
    case .outcome(let field, let outcomes):
      let isResult = fields[field].type == .number
      let values = ValueNames(names: ["": outcomes.success], others: outcomes.failure)
      steps.append(
        Step(
          code: isResult ? .outcomeOfResult : .outcomeOfBoolean, field: Int16(field),
          names: number(of: values), literal: literal(key)))
    case .strangers:
      steps.append(Step(code: .strangers, literal: literal("")))
    }
  }

  private mutating func step(of form: Form, field: Int, key: String) -> Step {
    var names: Int16 = 0
    let code: Code
    switch form {
    case .same: code = .same
    case .text: code = .text
    case .list: code = .list
    case .milliseconds: code = .milliseconds
    case .joined: code = .joined
    case .lastComponent: code = .lastComponent
    case .nanosecondsAsMilliseconds: code = .nanosecondsAsMilliseconds
    case .named(let values):
      code = .named
      names = number(of: values)
    case .objects(let inner):
      code = .objects
      names = number(of: ValueNames(names: [:], others: "{\"\(inner)\":"))
    }
    return Step(code: code, field: Int16(field), names: names, literal: literal(key))
  }

  private mutating func literal(_ text: String) -> Literal {
    let start = Int32(literals.count)
    literals += text.utf8
    return Literal(start: start, count: Int32(literals.count) - start)
  }

  private mutating func number(of values: ValueNames) -> Int16 {
    let first = Int32(nameEntries.count)
    for (name, json) in values.names.sorted(by: { $0.key < $1.key }) {
      nameEntries.append(NameEntry(name: literal(name), json: literal(json)))
    }
    names.append(
      Names(
        first: first, count: Int32(nameEntries.count) - first, others: literal(values.others)))
    return Int16(names.count - 1)
  }
}

extension Template.Code {
  /// Whether the step copies bytes of the line.
  fileprivate var writesValue: Bool {
    switch self {
    case .same, .text, .list, .objects, .joined, .lastComponent: true
    default: false
    }
  }
}

/// Entries by the objects that their paths say, each where it comes first.
private struct EntryTree {
  let name: String
  private(set) var content: TemplateEntry.Content?
  private(set) var children: [EntryTree] = []

  /// Whether there is something in it in every event.
  var isNeverEmpty: Bool {
    if case .constant = content { return true }
    return children.contains(where: \.isNeverEmpty)
  }

  init(_ entries: [TemplateEntry]) {
    name = ""
    for entry in entries {
      let path = entry.path.split(separator: ".", omittingEmptySubsequences: false)
      insert(entry, at: path.map(String.init)[...])
    }
  }

  private init(name: String) {
    self.name = name
  }

  private mutating func insert(_ entry: TemplateEntry, at path: ArraySlice<String>) {
    guard let name = path.first else {
      precondition(content == nil && children.isEmpty, "\(entry.path) is taken")
      content = entry.content
      return
    }
    precondition(content == nil, "\(entry.path): \(self.name) is a value already")
    let index = children.firstIndex { $0.name == name } ?? children.endIndex
    if index == children.endIndex {
      children.append(EntryTree(name: name))
    }
    children[index].insert(entry, at: path.dropFirst())
  }
}
