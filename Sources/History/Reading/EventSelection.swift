public import Events
public import Filters

/// Which events are asked for.
public struct EventSelection: Sendable {
  /// Nanoseconds since 1970.
  public var times: ClosedRange<Int64>
  /// The kinds; nil: all.
  public var kinds: Set<EventKind>?
  /// A condition on the fields, of which a segment uses what it can, to read less.
  public var condition: Filter?
  /// The latest first.
  public var isBackwards: Bool
  /// Of each line only these fields, by their names, and kind, number and time; nil: the line as it was told.
  public var fields: Set<String>?
  /// Numbers in the run; nil: all.
  var sequences: ClosedRange<UInt64>?

  /// Puts it together; everything there is, in the order of time, unless said otherwise.
  public init(
    times: ClosedRange<Int64> = .min ... .max, kinds: Set<EventKind>? = nil,
    condition: Filter? = nil, isBackwards: Bool = false, fields: Set<String>? = nil
  ) {
    self.times = times
    self.kinds = kinds
    self.condition = condition
    self.isBackwards = isBackwards
    self.fields = fields
  }
}
