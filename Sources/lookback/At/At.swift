import ArgumentParser
import Events
import History

/// `lookback at`: the host as it was at a moment.
struct At: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the host as it was at a moment: who ran, who was there, what was connected.",
    discussion: """
      lookback at 14:05:07 ps
      lookback at 'yesterday 14:05' net --process nginx
      lookback at '10 minutes ago' tree --user carol

      Standard error says since when that is known, and what of the time up to there was lost.
      """)

  /// What of the host is shown.
  enum View: String, CaseIterable, ExpressibleByArgument {
    case ps, tree, who, net, files, modules, mounts
  }

  @Argument(help: "When, such as \(TimeExpression.examples).")
  var time: String

  @Argument(help: "What: ps, tree, who, net, files (written to and open), modules or mounts.")
  var view: View

  @OptionGroup var options: MomentOptions

  func validate() throws { _ = try givenTime(time) }

  func run() throws {
    let history = try options.open()
    let moment = try options.moment(time, in: history)
    try OutputWriter.run(options.output) { writer in
      try MomentView(moment, options.selection, isJSON: options.json, writer).write(view)
    }
    try options.tellBasis(of: moment, in: history)
  }
}
