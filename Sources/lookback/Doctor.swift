import ArgumentParser
import Capture
import Configuration
import Sensor

/// `lookback doctor`: what this host lets Lookback see, why not more, and what it costs.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells what is seen on this host, in which way, why in no better one, and what it "
      + "costs.",
    discussion: "Exit status: 0 everything is seen, 1 nothing can be recorded here, 2 something is "
      + "not seen at all.")

  @OptionGroup var hooks: HookOptions

  @Flag(help: "One JSON object; see docs/doctor.md.")
  var json = false

  @Flag(help: "Also what the kernel's verifier said about programs that it refused, all of it.")
  var verifierLog = false

  func run() throws {
    var capture = CaptureConfiguration(kinds: EventSelection.everything)
    hooks.apply(to: &capture)
    let report = DoctorReport(hooks: capture)
    print(json ? report.json() : report.text(verifierLog: verifierLog), terminator: "")
    if report.verdict != .complete { throw ExitCode(report.verdict.exitStatus) }
  }
}
