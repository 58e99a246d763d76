internal import Events

/// Which clauses ask for what a kind of event does not have.
struct KindExclusions {
  private struct Kind {
    let name: [UInt8]
    /// The numbers of the clauses.
    let clauses: [Int]
  }

  /// Kinds by the hash of their names; the next free place where there was one already.
  private var kinds: [Kind?] = Array(repeating: nil, count: 256)

  /// Prepares it.
  ///
  /// - Parameter fields: the field of each clause.
  init(_ fields: [String]) {
    precondition(EventCatalog.all.count < kinds.count / 2, "the table is too small")
    for (name, known) in Self.catalogue {
      let clauses = fields.indices.filter { !known.contains(fields[$0]) }
      var place = Self.hash(name.span)
      while kinds[place] != nil { place = (place + 1) % kinds.count }
      kinds[place] = Kind(name: name, clauses: clauses)
    }
  }

  /// Every kind's name and the names of its fields.
  private static let catalogue = EventCatalog.all.map { definition in
    (name: Array(definition.name.utf8), fields: Set(definition.fields.map(\.name)))
  }

  /// The clauses that are not so of a kind, by its name; none where nobody knows it.
  func clauses(withoutFieldIn name: Span<UInt8>) -> [Int] {
    var place = Self.hash(name)
    while let kind = kinds[place] {
      if kind.name.count == name.count, name.has(kind.name, at: 0) { return kind.clauses }
      place = (place + 1) % kinds.count
    }
    return []
  }

  private static func hash(_ name: Span<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261  // FNV-1a
    for position in name.indices { hash = (hash ^ UInt32(name[position])) &* 16_777_619 }
    return Int((hash ^ hash >> 16) & 0xff)
  }
}
