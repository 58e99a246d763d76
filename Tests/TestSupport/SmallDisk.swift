import Foundation
import Testing

/// A file system with so little room that it can be full.
package final class SmallDisk: Sendable {
  package static let isPossible = geteuid() == 0

  package let folder: ScratchFolder
  package var path: String { folder.path }

  package init(kibibytes: Int, files: Int = 1000) throws {
    folder = try ScratchFolder()
    // The folder is one, too.
    let options = "size=\(kibibytes)k,nr_inodes=\(files + 1)"
    try #require(
      Self.run("mount", ["-t", "tmpfs", "-o", options, "lookback-test", folder.path]) == 0)
  }

  deinit {
    // Lazily: a test that failed can have left a file open.
    _ = try? Self.run("umount", ["--lazy", folder.path])
  }

  /// Takes all room but so many bytes.
  package func fill(leaving rest: Int) throws {
    var info = statvfs()
    try #require(statvfs(path, &info) == 0)
    let free = Int(info.f_bavail) * Int(info.f_bsize)
    try folder.make("ballast", [UInt8](repeating: 0, count: max(0, free - rest)))
  }

  /// Gives the room back.
  package func empty() throws {
    try FileManager.default.removeItem(atPath: "\(path)/ballast")
  }

  /// Gives it more room, or less.
  package func resize(kibibytes: Int) throws {
    try #require(
      Self.run("mount", ["-o", "remount,size=\(kibibytes)k", folder.path]) == 0)
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
