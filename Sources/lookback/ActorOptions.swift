import ArgumentParser
import Filters

/// Whose events are meant: beside a condition, or without one.
struct ActorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only what a user did, after su and sudo as well: a name or a number.", valueName: "user"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "Only what a process did: its number, its id (process.id), the name or the path of its program.",
      valueName: "process"))
  var process: String?

  /// A condition and what the options say; nil: nothing is said.
  func filter(with condition: String?) throws -> Filter? {
    do throws(FilterError) {
      var parts: [Filter] = []
      if let condition { parts.append(try Filter(condition)) }
      if let user { parts.append(try Filter(Self.condition(user: user))) }
      if let process { parts.append(try Filter(Self.condition(process: process))) }
      return parts.count > 1 ? .all(parts) : parts.first
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private static func condition(user: String) -> String {
    if UInt32(user) != nil { return "user.id = \(user) or user.login.id = \(user)" }
    return "user.name = \(quoted(user)) or user.login.name = \(quoted(user))"
  }

  private static func condition(process: String) -> String {
    if UInt32(process) != nil { return "process.pid = \(process)" }
    // Boot, number, start.
    if process.wholeMatch(of: /[0-9a-f]{8}-[0-9]+-[0-9a-f]+/) != nil {
      return "process.id = \(quoted(process))"
    }
    if process.contains("/") { return "process.exe = \(quoted(process))" }
    return "process.comm = \(quoted(process)) or process.exe endswith \(quoted("/" + process))"
  }

  /// A text as a filter has it.
  private static func quoted(_ text: String) -> String {
    if !text.contains("'") { return "'\(text)'" }
    return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
