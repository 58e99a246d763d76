import Sensor
import SystemPackage

/// An error whose text is all that the user sees.
struct Failure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

/// What a host must have, each with the one line that mends it.
enum Preconditions {
  static func check(typesFile: String?) throws {
    if let refusal = HostFacts.current().refusal(typesFile: typesFile) { throw refusal }
  }
}

/// Writes text to standard error.
func standardError(_ text: String) throws {
  var text = text
  try text.withUTF8 { bytes in
    _ = try FileDescriptor.standardError.writeAll(UnsafeRawBufferPointer(bytes))
  }
}
