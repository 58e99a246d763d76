import Foundation
import Testing

/// A process that waits where a program such as unshare has put it.
final class WaitingProcess {
  private let process = Process()
  private let input = Pipe()

  /// Runs the program with its options, which becomes the one that waits.
  init(_ program: String, _ options: [String]) throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/\(program)")
    process.arguments = options + ["sh", "-c", "echo ready && exec cat"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
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
