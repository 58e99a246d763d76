import Foundation
import Testing

extension WaitingProcess {
  /// A process that waits in a mount namespace in which one file lies over another.
  ///
  /// With a map of numbers it is in a user namespace too, to which the mounts belong.
  convenience init(mounting file: String, over place: String, numbers map: String? = nil) throws {
    // exec: the process that is known here is the one that waits.
    let script = """
      echo started && read line && mount --bind "$0" "$1" && echo ready && exec cat
      """
    let namespaces = map == nil ? ["--mount"] : ["--mount", "--user"]
    try self.init("unshare", namespaces, script: script, [file, place])
    try expect("started\n")
    if let map {
      for name in ["uid_map", "gid_map"] {
        // In one write, as the kernel wants it.
        try Data(map.utf8).write(to: URL(filePath: "/proc/\(pid)/\(name)"))
      }
    }
    input.fileHandleForWriting.write(Data("go on\n".utf8))
    try expect("ready\n")
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, visibly, for who may not make namespaces.
  static var needsNamespaces: Self {
    .enabled("needs root, and the right to make mount namespaces") {
      guard geteuid() == 0 else { return false }
      let attempt = Process()
      attempt.executableURL = URL(filePath: "/usr/bin/unshare")
      attempt.arguments = ["--mount", "true"]
      try attempt.run()
      attempt.waitUntilExit()
      return attempt.terminationStatus == 0
    }
  }
}
