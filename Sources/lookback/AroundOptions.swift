import ArgumentParser
import History

/// Of what moment events are meant.
struct AroundOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only what was within two seconds of a moment; not with --from or --to.", valueName: "time"))
  var at: String?

  private static let around: Int64 = 2_000_000_000

  /// The times that are meant, nanoseconds since 1970.
  func times(_ options: HistoryOptions) throws -> ClosedRange<Int64> {
    guard let at else { return try options.times }
    guard options.from == nil, options.to == nil else {
      throw ValidationError("--at says when; --from and --to say it again")
    }
    let moment = try givenTime(at, "--at")
    return (moment - Self.around)...(moment + Self.around)
  }
}
