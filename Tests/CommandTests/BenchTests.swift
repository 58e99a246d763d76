import Foundation
import Testing

/// What `scripts/bench` makes of what it measured.
@Suite struct BenchTests {
  private static let hasPython =
    ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    } ?? false

  @Test(
    "the bench counts right",
    .enabled(if: hasPython, "there is no python3 on the PATH"))
  func arithmetic() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", "scripts/bench.d/tests.py"]
    process.currentDirectoryURL = package.standardizedFileURL
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let message = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(message)")
    #expect(message.contains("OK"), "\(message)")
  }
}
