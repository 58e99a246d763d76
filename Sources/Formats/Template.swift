internal import Events

/// An event of one kind in another schema, compiled: what is written, step by step.
struct Template {
  /// One step; which of the numbers count is the code's matter.
  struct Step {
    var code: Code
    /// The number of the field.
    var field: Int16 = 0
    /// The number of another field.
    var other: Int16 = 0
    /// The number of what stands for values.
    var names: Int16 = 0
    /// What is written in any case, in ``literals``: the key and its colon, or finished members.
    var literal: Range<Int32>
  }

  enum Code: UInt8, BitwiseCopyable {
    case openObject
    case closeObject
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

  /// Values' names, as bytes.
  struct Names {
    var entries: [(name: [UInt8], json: [UInt8])]
    var others: [UInt8]

    init(_ names: ValueNames) {
      entries = names.names.sorted { $0.key < $1.key }.map { (Array($0.utf8), Array($1.utf8)) }
      others = Array(names.others.utf8)
    }
  }

  let fields: [Field]
  private(set) var steps: [Step] = []
  private(set) var literals: [UInt8] = []
  private(set) var names: [Names] = []
  /// How often at most a field's value is written.
  private(set) var mostUses = 0

  init(_ entries: [TemplateEntry], fields: [Field]) {
    self.fields = fields
    append(EntryTree(entries))
    let used = steps.filter { $0.code.writesValue }.map(\.field)
    mostUses = Dictionary(grouping: used, by: \.self).values.map(\.count).max() ?? 0
  }

  private mutating func append(_ tree: EntryTree) {
    for child in tree.children {
      guard let content = child.content else {
        // Both steps have the opening: closing takes it back where nothing came behind it.
        let opening = literal("\"\(child.name)\":{")
        steps.append(Step(code: .openObject, literal: opening))
        append(child)
        steps.append(Step(code: .closeObject, literal: opening))
        continue
      }
      append(content, named: child.name)
    }
  }

  private mutating func append(_ content: TemplateEntry.Content, named name: String) {
    let key = "\"\(name)\":"
    switch content {
    case .constant(let json):
      steps.append(Step(code: .constant, literal: literal("\(key)\(json),")))
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
      steps.append(Step(code: .strangers, literal: 0..<0))
    }
  }

  private mutating func step(of form: Form, field: Int, key: String) -> Step {
    var names: Int16 = 0
    var text = key
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
      text = key
    }
    return Step(code: code, field: Int16(field), names: names, literal: literal(text))
  }

  private mutating func literal(_ text: String) -> Range<Int32> {
    let start = Int32(literals.count)
    literals += text.utf8
    return start..<Int32(literals.count)
  }

  private mutating func number(of values: ValueNames) -> Int16 {
    names.append(Names(values))
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
