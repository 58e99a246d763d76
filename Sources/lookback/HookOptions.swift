import ArgumentParser
import Capture
import Events

/// How the sensor looks into the kernel.
struct HookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which hooks to use: auto takes the best of each that works here; fentry, lsm, kprobe or "
        + "tracepoint only that sort, where there is one.", valueName: "rung"),
    transform: HookOptions.probes)
  var probes = Probes.automatic

  @Option(
    help: ArgumentHelp(
      "A file with this kernel's type information, BTF or ELF: where the fields of its structs "
        + "are looked up. The hooks are looked up in the kernel's own all the same.",
      valueName: "file"))
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
