internal import Events

/// What is known of a filter's clauses by the kind of an event alone.
struct KindOutcomes {
  /// The kind's name.
  let name: [UInt8]
  /// Of each clause.
  let clauses: [Outcome]
  /// Of the whole filter.
  let whole: Outcome

  /// Of every kind of the catalogue, by its number.
  ///
  /// - Parameters:
  ///   - clauses: the filter's.
  ///   - fields: the names of the fields that the clauses are about, by their numbers.
  ///   - tree: the filter.
  /// - Returns: what is known of each kind; nil where there is no such kind.
  static func ofAll(
    _ clauses: [CompiledClause], _ fields: [String], _ tree: OutcomeTree
  ) -> [KindOutcomes?] {
    var kinds: [KindOutcomes?] = Array(repeating: nil, count: EventKind.limit)
    for definition in EventCatalog.all {
      let known = Set(definition.fields.map(\.name))
      kinds[Int(definition.kind.rawValue)] = KindOutcomes(
        name: Array(definition.name.utf8), clauses, fields, known, tree)
    }
    return kinds
  }

  private init(
    name: [UInt8], _ clauses: [CompiledClause], _ fields: [String], _ known: Set<String>,
    _ tree: OutcomeTree
  ) {
    self.name = name
    let outcomes = clauses.map { clause -> Outcome in
      let field = fields[clause.field]
      if field == "kind" { return clause.isSo(ofText: name.span) ? .isSo : .isNot }
      return known.contains(field) ? .unknown : .isNot
    }
    self.clauses = outcomes
    whole = tree.outcome(of: outcomes)
  }
}
