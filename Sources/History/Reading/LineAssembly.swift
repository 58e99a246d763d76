import Events

/// The steps that put the line of a kind together again: keys, and where the values come from.
struct LineAssembly: Sendable {
  enum Step: Sendable {
    /// An object, by its key with quotes, colon and brace.
    case open([UInt8])
    case close
    /// The event's kind, with its key.
    case kind([UInt8])
    case sequence([UInt8])
    case time([UInt8])
    case origin([UInt8], Int)
    case part([UInt8], SharedPart, column: Int)
    case own([UInt8], column: Int, ColumnForm)
  }

  let layout: KindLayout
  let steps: [Step]

  init(_ layout: KindLayout) {
    self.layout = layout
    var steps: [Step] = []
    Self.append(FieldTree(layout.fields), of: layout, to: &steps)
    self.steps = steps
  }

  private init(_ layout: KindLayout, _ steps: [Step]) {
    self.layout = layout
    self.steps = steps
  }

  /// The same for lines that have only some fields: what nobody asks for is not put together.
  func only(_ names: Set<String>) -> LineAssembly {
    let isKept: (Step) -> Bool = { step in
      switch step {
      case .open, .close, .kind, .sequence, .time: true
      case .origin(_, let index): names.contains(["host.id", "host.boot", "run"][index])
      case .part(_, let part, let column): names.contains(part.fields[column].name)
      case .own(_, let column, _): names.contains(layout.ownFields[column].name)
      }
    }
    var kept: [Step] = []
    for step in steps where isKept(step) {
      if case .close = step, case .open = kept.last {
        kept.removeLast()
      } else {
        kept.append(step)
      }
    }
    return LineAssembly(layout, kept)
  }

  private static func append(_ tree: FieldTree, of layout: KindLayout, to steps: inout [Step]) {
    for child in tree.children {
      let key = Array("\"\(child.name)\":".utf8)
      guard let field = child.field,
        let number = layout.fields.firstIndex(where: { $0.name == field.name })
      else {
        steps.append(.open(key + [UInt8(ascii: "{")]))
        append(child, of: layout, to: &steps)
        steps.append(.close)
        continue
      }
      switch layout.places[number] {
      case .known where field.name == "kind":
        steps.append(.kind(key + Array("\"\(layout.definition.name)\",".utf8)))
      case .known: steps.append(.sequence(key))
      case .time: steps.append(.time(key))
      case .origin(let index): steps.append(.origin(key, index))
      case .part(let part, let column): steps.append(.part(key, part, column: column))
      case .own(let column):
        steps.append(.own(key, column: column, layout.forms[number]))
      }
    }
  }

  /// By the number of the kind.
  static let all: [LineAssembly?] = KindLayout.all.map { $0.map(LineAssembly.init) }
}
