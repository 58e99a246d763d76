import ArgumentParser
import Events
import History

/// Which history is asked for moments, and what of them is shown how.
struct MomentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The directory of the history; by default that of the configuration.", valueName: "path"))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "Only who runs as that user, or came in or went through as that user: a name or a number.",
      valueName: "user"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "Only that process: its number, its id, its name or its program.", valueName: "process"))
  var process: String?

  @Flag(help: "One JSON object a line.")
  var json = false

  @OptionGroup var output: OutputOptions

  var selection: ProcessSelection { ProcessSelection(user: user, process: process) }

  /// Opens the history.
  func open() throws(HistoryError) -> History { try HistoryOptions.open(history) }

  /// The host as of then.
  func moment(_ text: String, in history: History) throws -> HostMoment {
    let time = try givenTime(text)
    if let moment = try history.moment(time) { return moment }
    guard let first = try history.span()?.lowerBound else {
      throw Failure("\(history.directory): nothing is recorded yet")
    }
    throw Failure(
      "nothing was recorded up to \(EventText.time(time)): the history begins at "
        + EventText.time(first))
  }

  /// Says on standard error what the answer rests on, and what is missing of that.
  func tellBasis(of moment: HostMoment, in history: History) throws {
    var basis = "as of \(EventText.time(moment.time))"
    if let since = moment.state.since {
      basis +=
        "; the sensor started at \(EventText.time(since)): "
        + "what was before is from its list of processes"
    } else {
      basis +=
        "; the start of the sensor is no more in the history: who has not acted since is missing"
    }
    try standardError("lookback: \(basis)\n")
    if let unrecorded = moment.unrecordedSince {
      try standardError(
        "lookback: not complete: nobody recorded at that time; this is how it was at "
          + "\(EventText.time(unrecorded)), when the recording ended\n")
    }
    let start = min(moment.state.since ?? moment.time, moment.time)
    try tellWhatIsMissing(of: start...moment.time, in: history, moment.problems)
  }
}
