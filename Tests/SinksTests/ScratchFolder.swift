import Foundation
import SystemPackage
import Testing

/// A folder that goes with whoever has it.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "lookback-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The names in it or in a folder of it, sorted.
  func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
  }

  /// The bytes of a file in it.
  func contents(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: "\(path)/\(name)")))
  }

  /// Makes a file in it.
  func make(_ name: String, _ bytes: [UInt8]) throws {
    // Foundation's way waits for the disk.
    let file = try FileDescriptor.open(
      "\(path)/\(name)", .writeOnly, options: [.create, .truncate],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    try file.closeAfter { _ = try file.writeAll(bytes) }
  }
}

/// A file system with so little room that it can be full.
final class SmallDisk {
  static let isPossible = geteuid() == 0

  let folder: ScratchFolder
  var path: String { folder.path }

  init(kibibytes: Int, files: Int = 1000) throws {
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
  func fill(leaving rest: Int) throws {
    var info = statvfs()
    try #require(statvfs(path, &info) == 0)
    let free = Int(info.f_bavail) * Int(info.f_bsize)
    try folder.make("ballast", [UInt8](repeating: 0, count: max(0, free - rest)))
  }

  /// Gives the room back.
  func empty() throws {
    try FileManager.default.removeItem(atPath: "\(path)/ballast")
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

/// Waits until something is so, for ten seconds at most.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<1000 {
    if try condition() { return true }
    usleep(10_000)
  }
  return try condition()
}
