import ArgumentParser
import Events
import History

/// `lookback verify`: whether the history is what was written.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Tells whether the history is what was written: where a segment was changed, taken out or "
      + "put in.",
    discussion: """
      Exits with 1 where anything is wrong. The seal that it prints, noted elsewhere, proves later that \
      nothing up to here was changed, not even by one who could seal it all anew.
      """)

  @Option(
    help: ArgumentHelp(
      "The directory of the history; by default that of the configuration.", valueName: "path"))
  var history: String?

  func run() throws {
    let verification = try Verification(HistoryOptions.directory(history))
    let sound = verification.sound
    let events = sound.reduce(0) { $0 + $1.events }
    print("\(sound.count) closed segments with \(events) events are what was written")
    if let first = sound.first, let last = sound.last {
      print(
        "from \(EventText.time(first.span.lowerBound)) to \(EventText.time(last.span.upperBound))")
    }
    for file in verification.open { print("\(file) is being written, and cannot be told of yet") }
    if verification.removed > 0 { print("\(verification.removed) older ones have made room") }
    if !verification.seal.isEmpty { print("seal \(verification.seal)") }
    for finding in verification.findings { print("WRONG: \(finding)") }
    if !verification.findings.isEmpty { throw ExitCode.failure }
  }
}
