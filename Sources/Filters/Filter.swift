/// A condition on the fields of an event, as docs/filters.md describes the language.
///
/// A clause about a field that an event does not have is not so: `not` of it is.
public indirect enum Filter: Sendable, Equatable {
  /// All of them are so.
  case all([Filter])
  /// At least one of them is so.
  case any([Filter])
  /// It is not so.
  case not(Filter)
  /// What one field says.
  case clause(FilterClause)

  /// Every field that is asked for, each once, in the order of the text.
  public var fields: [FilterField] {
    var found: [FilterField] = []
    for clause in clauses where !found.contains(clause.field) { found.append(clause.field) }
    return found
  }

  /// Every clause, in the order of the text.
  public var clauses: [FilterClause] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.clauses)
    case .not(let part): part.clauses
    case .clause(let clause): [clause]
    }
  }
}

/// What is asked of one field.
public struct FilterClause: Sendable, Equatable {
  /// The field.
  public var field: FilterField
  /// What has to be so of its value; of a list's, of one of its elements.
  public var test: FilterTest

  /// Puts it together.
  public init(field: FilterField, test: FilterTest) {
    self.field = field
    self.test = test
  }
}

/// What is asked of a value.
public enum FilterTest: Sendable, Equatable {
  /// That there is one.
  case exists
  /// That it is one of these.
  case oneOf([FilterValue])
  /// How it compares with a number or a time.
  case compares(FilterOrder, FilterValue)
  /// How it reads.
  case text(TextTest, String, ignoresCase: Bool)
}

/// How a value stands to another.
public enum FilterOrder: String, Sendable, CaseIterable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

/// What is looked for in a text.
public enum TextTest: String, Sendable, CaseIterable {
  /// The text somewhere in it.
  case contains
  case startsWith = "startswith"
  case endsWith = "endswith"
  /// A pattern with `*` and `?`, for all of it.
  case like
  /// A regular expression, for a part of it.
  case matches
}

/// A value to compare with.
public enum FilterValue: Sendable, Equatable {
  case text(String)
  case number(FilterNumber)
  case boolean(Bool)
  /// As times are written in events.
  case time(String)
  /// An address, or all of a network.
  case network(AddressRange)
}

/// An integer that a field can have: from −2⁶³ to 2⁶⁴−1.
public struct FilterNumber: Sendable, Equatable, Comparable {
  /// Whether it is below 0.
  public var isNegative: Bool
  /// How far from 0 it is.
  public var magnitude: UInt64

  /// A number; there is one 0 only.
  public init(magnitude: UInt64, isNegative: Bool = false) {
    self.magnitude = magnitude
    self.isNegative = isNegative && magnitude > 0
  }

  /// Whether the left one is less.
  public static func < (left: FilterNumber, right: FilterNumber) -> Bool {
    switch (left.isNegative, right.isNegative) {
    case (true, false): true
    case (false, true): false
    case (false, false): left.magnitude < right.magnitude
    case (true, true): left.magnitude > right.magnitude
    }
  }
}
