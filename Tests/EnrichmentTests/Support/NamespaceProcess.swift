import Foundation
import Testing

/// A process that waits in a mount namespace in which one file lies over another.
///
/// With a map of numbers it is in a user namespace too, to which the mounts belong.
final class NamespaceProcess {
  fileprivate static let unshare = URL(filePath: "/usr/bin/unshare")
  private let process = Process()
  private let input = Pipe()

  init(mounting file: String, over place: String, numbers map: String? = nil) throws {
    let output = Pipe()
    process.executableURL = Self.unshare
    // exec: the process that is known here is the one that waits.
    let script = """
      echo started && read line && mount --bind "$0" "$1" && echo ready && exec cat
      """
    let namespaces = map == nil ? ["--mount"] : ["--mount", "--user"]
    process.arguments = namespaces + ["sh", "-c", script, file, place]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try #require(output.fileHandleForReading.availableData == Data("started\n".utf8))
    if let map {
      for name in ["uid_map", "gid_map"] {
        // In one write, as the kernel wants it.
        try Data(map.utf8).write(to: URL(filePath: "/proc/\(pid)/\(name)"))
      }
    }
    input.fileHandleForWriting.write(Data("go on\n".utf8))
    try #require(output.fileHandleForReading.availableData == Data("ready\n".utf8))
  }

  var pid: UInt32 { UInt32(process.processIdentifier) }

  /// The number of its mount namespace.
  var namespace: UInt32 {
    get throws {
      var status = stat()
      try #require(stat("/proc/\(pid)/ns/mnt", &status) == 0)
      return try #require(UInt32(exactly: status.st_ino))
    }
  }

  func end() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, visibly, for who may not make namespaces.
  static var needsNamespaces: Self {
    .enabled("needs root, and the right to make mount namespaces") {
      guard geteuid() == 0 else { return false }
      let attempt = Process()
      attempt.executableURL = NamespaceProcess.unshare
      attempt.arguments = ["--mount", "true"]
      try attempt.run()
      attempt.waitUntilExit()
      return attempt.terminationStatus == 0
    }
  }
}
