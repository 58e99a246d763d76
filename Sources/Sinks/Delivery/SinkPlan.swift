public import Events

/// A sink as the sensor runs it: what is asked for, and how its parts are made.
///
/// The closures are called on any thread, once each time that the sink is started.
public struct SinkPlan: Sendable {
  /// What is asked for; two plans are the same sink if this is the same.
  public var specification: SinkSpecification
  /// Makes what takes the lines; that does nothing and has no thread before the first batch.
  public var makeDestination: @Sendable () throws -> any Destination
  /// Makes what looks at each line, severity included; nil: only kinds are looked at.
  public var makeCondition: (@Sendable () throws -> any LineCondition)?
  /// Makes what writes events in another format; nil: they stay as they are.
  public var makeFormatter: (@Sendable () throws -> any LineFormatter)?
  /// Opens what is kept on the disk for a lane; nil: nothing is.
  ///
  /// Both lanes together keep to the specification's limit.
  public var openSpool: (@Sendable (SinkLane) throws -> any SpoolStore)?
  /// How long it waits before it asks a destination again that has failed.
  public var backoff = Backoff()
  /// How many milliseconds pass after a delivery before the next one, where little waits.
  ///
  /// A delivery over a connection wakes several threads, here and at the other end, and costs as much as
  /// hundreds of lines.
  public var gathering = 0

  /// A sink that gets all events that are asked for by their kinds, as they are, and has no spool.
  public init(
    _ specification: SinkSpecification,
    makeDestination: @escaping @Sendable () throws -> any Destination
  ) {
    self.specification = specification
    self.makeDestination = makeDestination
  }

  /// Makes all that the sink needs.
  func makeParts() throws -> SinkParts {
    SinkParts(
      destination: try makeDestination(),
      selection: LineSelection(
        kinds: specification.filter.kinds, condition: try makeCondition?(),
        formatter: try makeFormatter?()),
      spools: try openSpool.map { open in (kept: try open(.kept), other: try open(.other)) },
      gathering: gathering)
  }
}

/// What a ``SinkPlan`` becomes.
struct SinkParts {
  var destination: any Destination
  var selection: LineSelection
  var spools: (kept: any SpoolStore, other: any SpoolStore)?
  var gathering = 0
}
