import Foundation

/// What strace saw: the same calls by another way through the kernel.
enum Witness {
  static let path = "/usr/bin/strace"
  static let calls = [
    "execve", "execveat", "open", "openat", "openat2", "creat", "connect", "unlink", "unlinkat",
    "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "chmod",
    "fchmodat", "truncate",
  ]

  /// One thing that the sensor has to have recorded.
  struct Sighting: Hashable {
    let pid: Int
    let kind: String
    /// Of the file or program; empty for a connection.
    let path: String
    let error: String
  }

  /// Everything in the files that `strace -ff -y -o PREFIX` has written.
  ///
  /// `directory` is the working directory of all the traced processes.
  static func sightings(prefix: String, directory: String) throws -> [Sighting] {
    let folder = (prefix as NSString).deletingLastPathComponent
    let name = (prefix as NSString).lastPathComponent + "."
    var found: [Sighting] = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder)
    where file.hasPrefix(name) {
      guard let pid = Int(file.dropFirst(name.count)) else { continue }
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      for line in text.split(separator: "\n") {
        if let sighting = sighting(pid, line, directory) { found.append(sighting) }
      }
    }
    return found
  }

  /// A line such as `openat(AT_FDCWD</tmp>, "one", O_WRONLY|O_CREAT, 0666) = 3</tmp/one>`.
  private static func sighting(_ pid: Int, _ line: Substring, _ directory: String) -> Sighting? {
    guard
      let match = line.firstMatch(
        of: /^(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?(?: (E[A-Z0-9]+))?/)
    else { return nil }
    let (_, call, arguments, _, opened, errorName) = match.output
    let error = errorName.map(String.init) ?? ""
    let named = path(in: arguments, directory)

    switch call {
    case "execve", "execveat":
      // as it was handed over, not joined
      let invoked = arguments.firstMatch(of: /"([^"]*)"/).map { String($0.output.1) } ?? ""
      return Sighting(pid: pid, kind: "process.exec", path: invoked, error: error)
    case "connect":
      return Sighting(pid: pid, kind: "net.connect", path: "", error: error)
    case "open", "openat", "openat2", "creat":
      let writes = arguments.contains(/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/) || call == "creat"
      let path = opened.map(String.init) ?? named
      // devices, pipes and the kernel's own files are not recorded
      if !writes || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return nil }
      return Sighting(pid: pid, kind: "file.open", path: path, error: error)
    case "unlink", "unlinkat", "rmdir":
      return Sighting(pid: pid, kind: "file.unlink", path: named, error: error)
    case "rename", "renameat", "renameat2":
      return Sighting(pid: pid, kind: "file.rename", path: named, error: error)
    case "link", "linkat":
      return Sighting(pid: pid, kind: "file.link", path: named, error: error)
    case "symlink", "symlinkat":
      // the text comes first
      let rest = arguments.drop { $0 != "," }
      return Sighting(pid: pid, kind: "file.symlink", path: path(in: rest, directory), error: error)
    case "chmod", "fchmodat":
      return Sighting(pid: pid, kind: "file.chmod", path: named, error: error)
    case "truncate":
      return Sighting(pid: pid, kind: "file.truncate", path: named, error: error)
    default:
      return nil
    }
  }

  /// The first path among the arguments, joined to the directory before it.
  private static func path(in arguments: Substring, _ directory: String) -> String {
    guard let match = arguments.firstMatch(of: /(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"/) else {
      return ""
    }
    let path = String(match.output.2)
    if path.hasPrefix("/") { return path }
    return (match.output.1.map(String.init) ?? directory) + "/" + path
  }
}
