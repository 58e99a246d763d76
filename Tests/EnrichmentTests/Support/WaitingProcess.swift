import Foundation
import Testing

/// A process that waits where a program such as unshare has put it.
final class WaitingProcess {
  private let process = Process()
  let input = Pipe()
  private let output = Pipe()

  /// Runs the program with its options, which becomes the one that waits.
  convenience init(_ program: String, _ options: [String]) throws {
    try self.init(program, options, script: "echo ready && exec cat", [])
    try expect("ready\n")
  }

  /// Runs a script there, whose arguments count from $0.
  init(_ program: String, _ options: [String], script: String, _ arguments: [String]) throws {
    process.executableURL = URL(filePath: "/usr/bin/\(program)")
    process.arguments = options + ["sh", "-c", script] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// Waits for what it says next.
  func expect(_ text: String) throws {
    try #require(output.fileHandleForReading.availableData == Data(text.utf8))
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
