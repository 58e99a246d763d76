import Logging
import Sinks
import SystemPackage

/// Makes the sinks that are asked for.
///
/// - Throws: ``Failure`` for those that this build does not have.
func makeSinks(_ specifications: [SinkSpecification], _ logger: Logger) throws -> [any Sink] {
  try specifications.map { specification in
    guard
      specification == SinkSpecification(name: specification.name, target: .standardOutput)
    else {
      throw Failure(
        "the sink \(specification.name) is not in this build: it writes to standard output alone, "
          + "as it is")
    }
    return DescriptorSink(.standardOutput, name: "standard output") { errno in
      logger.error("standard output: \(errno); waiting for room, events queue up meanwhile")
    }
  }
}
