import ArgumentParser
import Capture
import Events

/// How commands that do not record look into the kernel.
struct HookOptions: ParsableArguments {
  @Option(help: .setting("probes"), transform: HookOptions.probes)
  var probes = Probes.automatic

  @Option(help: .setting("btf"))
  var btf: String?

  func apply(to capture: inout CaptureConfiguration) {
    capture.probes = probes
    capture.typesFile = btf
  }

  private static func probes(_ text: String) throws -> Probes {
    if text == "auto" { return .automatic }
    guard let rung = Rung(rawValue: text) else {
      let choices = Rung.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--probes takes auto, \(choices), not '\(text)'")
    }
    return .only(rung)
  }
}
