import ArgumentParser
import Events
import History

/// `lookback diff`: what changed on the host between two moments.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is new, gone or changed on the host between two moments.",
    discussion: """
      lookback diff 14:00 14:05
      lookback diff '1 hour ago' now --user www-data

      Compared are processes, sockets, sessions, modules and mounts. What came and went in between is in \
      neither: `lookback query` has it.
      """)

  @Argument(help: "The first moment, such as \(TimeExpression.examples).")
  var first: String

  @Argument(help: "The second one, likewise.")
  var second: String

  @OptionGroup var options: MomentOptions

  func validate() throws {
    guard try givenTime(first) <= givenTime(second) else {
      throw ValidationError("the second moment is before the first one")
    }
  }

  func run() throws {
    let history = try options.open()
    let before = try options.moment(first, in: history)
    let after = try options.moment(second, in: history)
    try OutputWriter.run(options.output) { writer in
      let difference = StateDifference(from: before.state, to: after.state, options.selection)
      try DifferenceView(before, after, isJSON: options.json, writer).write(difference)
    }
    try options.tellBasis(of: before, in: history)
    try options.tellBasis(of: after, in: history)
    if before.state.run != after.state.run {
      try standardError(
        "lookback: another run of the sensor is in between: sockets, modules and mounts are those "
          + "that its events told\n")
    }
  }
}
