import ArgumentParser
import Capture
import Configuration
import Sensor

/// `lookback selftest`: whether what happens on this host gets into the record.
struct SelfTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Does one harmless thing of each kind and tells whether its event comes, and if not, "
      + "what broke.",
    discussion: "Exit status: 0 all came, 1 not all or nothing could be tried.")

  @OptionGroup var hooks: HookOptions

  @Flag(help: "One JSON object; see docs/doctor.md.")
  var json = false

  @Option(
    name: .customLong("break"),
    help: ArgumentHelp("Breaks a link, for tests.", visibility: .private),
    transform: SelfTestCommand.link)
  var broken: Link?

  func run() throws {
    try Preconditions.check(typesFile: hooks.btf)
    var capture = CaptureConfiguration(kinds: EventSelection.everything)
    hooks.apply(to: &capture)
    let test = try SelfTest(hooks: capture, breaking: broken)
    print(json ? test.json() : test.text(), terminator: "")
    if !test.isPassed { throw ExitCode.failure }
  }

  private static func link(_ text: String) throws -> Link {
    guard let link = Link(rawValue: text) else {
      throw ValidationError("--break takes hook, filter, ring or decoder, not '\(text)'")
    }
    return link
  }
}
