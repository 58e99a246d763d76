import ArgumentParser
import Capture

extension CaptureMode {
  /// The mode of a name on the command line.
  @Sendable static func parse(_ argument: String) throws -> CaptureMode {
    guard let mode = CaptureMode(rawValue: argument) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("the mode is one of \(names), and not '\(argument)'")
    }
    return mode
  }
}
