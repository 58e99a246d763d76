import Foundation
import Storage
import Testing

@testable import History

@Suite struct RedactionKeyTests {
  /// Runs something with a folder that goes with it.
  private func withFolder(_ body: (Folder, URL) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "lookback-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(Folder(url.path()), url.appending(path: RedactionKey.fileName))
  }

  @Test("It is made once, for its owner only")
  func made() throws {
    try withFolder { folder, file in
      let key = try RedactionKey(in: folder)
      #expect(key.bytes.count == 32)
      #expect(Set(key.bytes).count > 8)
      #expect(try Array(Data(contentsOf: file)) == key.bytes)
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path())
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(try RedactionKey(in: folder).bytes == key.bytes)
    }
    // Not the same one everywhere.
    var keys: Set<[UInt8]> = []
    for _ in 0..<2 {
      try withFolder { folder, _ in keys.insert(try RedactionKey(in: folder).bytes) }
    }
    #expect(keys.count == 2)
  }

  @Test("One whose making was cut short is made anew", arguments: [0, 1, 31])
  func short(_ count: Int) throws {
    try withFolder { folder, file in
      try Data(repeating: 7, count: count).write(to: file)
      chmod(file.path(), 0o600)
      let key = try RedactionKey(in: folder)
      #expect(try Array(Data(contentsOf: file)) == key.bytes)
      #expect(key.bytes.count == 32)
    }
  }

  @Test("One that others can read, or that is none, is an error that says so")
  func wrong() throws {
    try withFolder { folder, file in
      try Data(repeating: 7, count: 32).write(to: file)
      chmod(file.path(), 0o640)
      let open = try #require(throws: HistoryError.self) { try RedactionKey(in: folder) }
      #expect(
        open.description.hasPrefix("\(folder.path)/redaction.key can be read by others: chmod 600"))
      try Data(repeating: 7, count: 33).write(to: file)
      chmod(file.path(), 0o600)
      let long = try #require(throws: HistoryError.self) { try RedactionKey(in: folder) }
      #expect(long.description.hasSuffix("is not the key of a history"))
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createSymbolicLink(
        at: file, withDestinationURL: URL(filePath: "/dev/zero"))
      #expect(throws: HistoryError.self) { try RedactionKey(in: folder) }
    }
  }

  @Test("Those that begin at the same time have the same one")
  func together() async throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "lookback-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: url) }
    let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 {
        group.addTask { try RedactionKey(in: Folder(url.path())).bytes }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys.count == 1)
  }
}
