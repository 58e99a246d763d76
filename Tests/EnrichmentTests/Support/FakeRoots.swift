import Foundation
import Testing

@testable import Enrichment

/// Roots and processes in a temporary folder; removed with it.
final class FakeRoots {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lookback-\(UUID())").path()
    try makeFolder("host/etc")
    try makeFolder("proc")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Plain folders are taken for roots of mounts.
  var places: RootDirectory.Places {
    RootDirectory.Places(
      host: "\(folder)/host", processes: "\(folder)/proc", areReal: false)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  /// Writes a file as useradd does: a new one takes the place of the old one.
  func write(_ name: String, _ content: String) throws {
    try Data(content.utf8).write(to: URL(filePath: path(name)), options: .atomic)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  /// A process with a root and a mount namespace of its own.
  @discardableResult
  func addProcess(_ pid: UInt32, users: String) throws -> AccountRoot {
    try makeFolder("root-\(pid)/etc")
    try write("root-\(pid)/etc/passwd", users)
    try makeFolder("proc/\(pid)/ns")
    try link("proc/\(pid)/root", to: path("root-\(pid)"))
    try write("proc/\(pid)/ns/mnt", "")
    return try root(pid)
  }

  /// The mount namespace of a process: the number is that of a file.
  func root(_ pid: UInt32, generation: UInt64 = 0) throws -> AccountRoot {
    var status = stat()
    try #require(stat(path("proc/\(pid)/ns/mnt"), &status) == 0)
    let number = try #require(UInt32(exactly: status.st_ino), "inode numbers beyond 32 bits")
    return .mountNamespace(number: number, generation: generation, process: pid)
  }
}
