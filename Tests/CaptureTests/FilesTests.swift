import Foundation
import SystemPackage
import Testing

@testable import Capture

@Suite struct FilesTests {
  @Test("A file whose size is not known before", arguments: [0, 1, 16384, 16385, 100_000])
  func wholeFile(_ count: Int) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(try readWholeFileBytes(file.path()) == bytes)
  }

  @Test func missingFile() {
    #expect(throws: Errno.noSuchFileOrDirectory) { try readWholeFile("/does/not/exist") }
    #expect(throws: Errno.isDirectory) { try readWholeFile("/") }
  }

  @Test func possibleCPUs() {
    #expect(CPUs.possibleCount >= ProcessInfo.processInfo.activeProcessorCount)
  }
}
