public import Filters

extension Filter {
  /// That a field is one of these texts, as they stand in the events.
  ///
  /// - Precondition: there is such a field.
  public static func field(_ name: String, isOneOf texts: some Sequence<String>) -> Filter {
    .clause(FilterClause(field: field(name), test: .oneOf(texts.map { .text($0) })))
  }

  /// That a field is one of these numbers.
  ///
  /// - Precondition: there is such a field.
  public static func field(_ name: String, isOneOf numbers: some Sequence<UInt64>) -> Filter {
    .clause(
      FilterClause(
        field: field(name),
        test: .oneOf(numbers.map { .number(FilterNumber(magnitude: $0)) })))
  }

  /// That a field is below zero, as the results of calls that failed are.
  ///
  /// - Precondition: there is such a field, and it is a number.
  public static func isNegative(_ name: String) -> Filter {
    .clause(
      FilterClause(
        field: field(name), test: .compares(.less, .number(FilterNumber(magnitude: 0)))))
  }

  /// That an event has a field.
  ///
  /// - Precondition: there is such a field.
  public static func exists(_ name: String) -> Filter {
    .clause(FilterClause(field: field(name), test: .exists))
  }

  private static func field(_ name: String) -> FilterField {
    guard let field = FilterField(named: name) else { preconditionFailure("no field \(name)") }
    return field
  }
}
