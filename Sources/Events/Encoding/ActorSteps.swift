/// A step and what it is about: a field, by its dotted name, or an object, by its own.
struct PlanStep {
  let operation: Operation
  let name: String

  init(_ operation: Operation, name: String) {
    self.operation = operation
    self.name = name
  }
}

/// Makes one step of those whose text is the same from event to event of one actor.
///
/// The same steps are the same part of ``ActorTexts`` in all plans. What kinds of a family have in
/// the middle of these fields parts them for the whole family: what was written for a process's image
/// serves its end as well.
struct ActorSteps {
  private let storage: LiteralStorage
  private let rules: [EventFamily: Rules]
  private var parts: [[String]: Operation] = [:]

  private struct Rules {
    /// The fields that say nothing but who acts.
    var fields: Set<String>
    /// The objects that some of the kinds put more into.
    var shared: Set<Substring>

    init(_ definitions: [EventDefinition]) {
      let own = definitions.flatMap(\.ownFields).map(\.name)
      shared = Set(own.map { $0.prefix { $0 != "." } })
      var replaced: Set<Substring> = []
      fields = Set(HeaderFields.actor.map(\.name))
      for name in EnrichedField.common.map(\.name) {
        let object = name[..<(name.lastIndex(of: ".") ?? name.startIndex)]
        // Where a kind has one of its own, that stands elsewhere.
        if own.contains(name) { replaced.insert(object) }
        if !replaced.contains(object) { fields.insert(name) }
      }
    }
  }

  init(storage: LiteralStorage) {
    self.storage = storage
    rules = Dictionary(grouping: EventCatalog.all, by: \.family).mapValues(Rules.init)
  }

  /// The steps of a plan, those of who acts joined.
  mutating func joined(in steps: [PlanStep], of family: EventFamily) -> [Operation] {
    guard let rules = rules[family] else { return steps.map(\.operation) }
    var operations: [Operation] = []
    var run: [PlanStep] = []
    var depth = 0
    for step in steps {
      switch step.operation.code {
      case .openObject: depth += 1
      case .closeObject where depth > (rules.shared.contains(step.name[...]) ? 1 : 0): depth -= 1
      case _ where rules.fields.contains(step.name): break
      default:
        operations += join(&run, rules)
        depth = 0
        operations.append(step.operation)
        continue
      }
      run.append(step)
    }
    return operations + join(&run, rules)
  }

  private mutating func join(_ run: inout [PlanStep], _ rules: Rules) -> [Operation] {
    // An object that is opened last has fields that are not the actor's.
    let opened = run.reversed().prefix { $0.operation.code == .openObject }.count
    let (steps, rest) = (run.dropLast(opened), run.suffix(opened))
    run = []
    guard steps.count(where: { rules.fields.contains($0.name) }) > 1 else {
      return (steps + rest).map(\.operation)
    }
    return [part(of: steps)] + rest.map(\.operation)
  }

  private mutating func part(of steps: ArraySlice<PlanStep>) -> Operation {
    let names = steps.map { "\($0.operation.code.rawValue) \($0.name)" }
    if let known = parts[names] { return known }
    precondition(parts.count < ActorTexts.partLimit, "too many parts of who acts")
    var joined = Operation(.actor, key: storage.literal(""))
    joined.mask = UInt32(parts.count)
    joined.second = steps.contains { $0.name.hasPrefix("process") } ? 0 : 1
    joined.steps = storage.array(steps.map(\.operation))
    parts[names] = joined
    return joined
  }
}
