import CChecksum
import Events
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Sinks

@Suite struct SpoolTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func open(limit: UInt64 = 1 << 20, segmentLimit: UInt64 = 8 << 20) throws -> Spool {
    try Spool(directory: "\(folder.path)/sink/bulk", limit: limit, segmentLimit: segmentLimit)
  }

  @Test("What goes in comes out: bytes, kinds, numbers, in order")
  func order() throws {
    let spool = try open()
    for first in stride(from: UInt64(1), to: 100, by: 10) {
      try spool.append(.batch(first...first + 9))
    }
    #expect(spool.batches == 10)
    #expect(spool.bytes > 0)
    try spool.sync()
    #expect(try spool.drain() == (1...100).map { SpooledLine($0) })
    #expect(spool.takeDamage() == [])
    #expect(spool.batches == 0)
    #expect(spool.bytes == 0)
    #expect(try folder.names(in: "sink/bulk") == ["lock"])
  }

  @Test("Nobody else can do anything with it")
  func modes() throws {
    let spool = try open()
    try spool.append(.batch(1...1))
    let path = "\(folder.path)/sink/bulk"
    var paths = [path]
    paths += try folder.names(in: "sink/bulk").map { "\(path)/\($0)" }
    #expect(paths.count == 3)
    for path in paths {
      var status = stat()
      try #require(stat(path, &status) == 0)
      #expect(status.st_mode & 0o7777 == (path == paths[0] ? 0o700 : 0o600))
    }
  }

  @Test("After a restart it goes on behind what was delivered")
  func restart() throws {
    do {
      let spool = try open()
      for first in stride(from: UInt64(1), to: 50, by: 10) {
        try spool.append(.batch(first...first + 9))
      }
      let batch = OutputBuffer(capacity: 1 << 16)
      for _ in 0..<2 {
        #expect(try spool.readOldest(into: batch))
        try spool.removeOldest()
      }
      // This one was not delivered.
      #expect(try spool.readOldest(into: batch))
    }
    let spool = try open()
    #expect(spool.batches == 3)
    try spool.append(.batch(51...60))
    #expect(try spool.drain().sequences == Array(21...60))
    #expect(spool.takeDamage() == [])
  }

  @Test("A batch that is smaller than those before the restart gets their lines in parts")
  func smallerBatches() throws {
    let spool = try open()
    try spool.append(.batch(1...30))
    try spool.append(.batch(31...40))
    let small = OutputBuffer(capacity: 600)
    #expect(try spool.readOldest(into: small))
    let first = small.lines
    try spool.removeOldest()
    #expect(spool.batches == 2)
    #expect(!first.isEmpty && first.count < 30)
    #expect(try first.sequences + spool.drain(capacity: 600).sequences == Array(1...40))
    #expect(spool.takeDamage() == [])
  }

  @Test("A line that no batch can take is counted, those around it come out")
  func longLine() throws {
    let spool = try open()
    try spool.append(.batch(1...2))
    try spool.append(.batch(3...3, length: 5000))
    try spool.append(.batch(4...5))
    #expect(try spool.drain(capacity: 600).sequences == [1, 2, 4, 5])
    #expect(
      spool.takeDamage() == [SpoolLoss(lines: 1, sequences: 3...3, bytes: 0, reason: "too long")])
  }

  @Test("At its limit it takes nothing more, until the oldest is dropped")
  func limit() throws {
    let spool = try open(limit: 20_000, segmentLimit: 2000)
    var next: UInt64 = 1
    while true {
      do throws(SpoolFailure) {
        try spool.append(.batch(next...next + 9))
        next += 10
      } catch {
        #expect(error == .full)
        break
      }
    }
    #expect(spool.bytes <= 20_000)
    #expect(spool.bytes > 16_000)
    let loss = try #require(try spool.dropOldest())
    #expect(loss.reason == "dropped")
    #expect(loss.sequences == 1...UInt64(loss.lines))
    #expect(spool.bytes <= 20_000 - loss.bytes)
    try spool.append(.batch(next...next + 9))
    #expect(try spool.drain().sequences == Array(UInt64(loss.lines) + 1..<next + 10))
    #expect(try spool.dropOldest() == nil)
  }

  @Test("What is on its way is not dropped", arguments: [1, 3])
  func dropInFlight(segments: UInt64) throws {
    let spool = try open(segmentLimit: segments == 1 ? 1 << 20 : 2000)
    for first in stride(from: UInt64(1), to: 60, by: 10) {
      try spool.append(.batch(first...first + 9))
    }
    let batch = OutputBuffer(capacity: 1 << 16)
    #expect(try spool.readOldest(into: batch))
    let loss = try #require(try spool.dropOldest())
    try spool.removeOldest()
    try spool.append(.batch(61...70))
    let others = try spool.drain().sequences
    #expect(batch.lines.sequences == Array(1...10))
    #expect(10 + loss.lines + others.count == 70)
    #expect(others == others.sorted())
    let lost = try #require(loss.sequences)
    #expect(others.allSatisfy { !lost.contains($0) })
    #expect(spool.takeDamage() == [])
  }

  @Test("What was in flight comes first again")
  func prepend() throws {
    do {
      let spool = try open()
      try spool.append(.batch(21...30))
      try spool.prepend(.batch(11...20))
      try spool.prepend(.batch(1...10))
    }
    let spool = try open()
    #expect(try spool.drain().sequences == Array(1...30))
    try spool.prepend(.batch(1...5))
    #expect(try spool.drain().sequences == Array(1...5))
  }

  @Test("A second owner gets one clear error")
  func lock() throws {
    let path = "\(folder.path)/sink/bulk"
    do {
      let spool = try open()
      try spool.append(.batch(1...1))
      #expect(throws: SpoolOpeningFailure.inUse(path: path)) { try open() }
      #expect(spool.batches == 1)
    }
    #expect(try open().batches == 1)
  }

  @Test("Spools of another version stay as they are")
  func otherVersion() throws {
    do { try open().append(.batch(1...1)) }
    let name = try #require(try folder.names(in: "sink/bulk").first)
    var bytes = try folder.contents("sink/bulk/\(name)")
    bytes[7] = 2
    let checksum = bytes.withUnsafeBytes { $0.part(0..<16).checksum() }
    bytes.withUnsafeMutableBytes { $0.put(checksum, at: 16) }
    try folder.make("sink/bulk/\(name)", bytes)
    #expect(
      throws: SpoolOpeningFailure.otherVersion(path: "\(folder.path)/sink/bulk/\(name)")
    ) { try open() }
    #expect(try folder.contents("sink/bulk/\(name)") == bytes)
  }

  @Test("No two sinks have one directory, and none is elsewhere")
  func directories() {
    let names = ["tls:host:6514", "../x", ".", "..", "a/b", "a%2fb", "a", "A", "", "é"]
    let paths = names.map { SpoolSpecification().directory(ofSink: $0, lane: .other) }
    #expect(Set(paths).count == names.count)
    for path in paths {
      let parts = path.dropFirst("/var/lib/lookback/spool/".count).split(
        separator: "/", omittingEmptySubsequences: false)
      #expect(parts.count == 2 && parts.last == "other")
      #expect(parts.first.map { !["", ".", ".."].contains($0) } == true)
    }
  }

  @Test(
    "A full disk is an error and leaves no half batch",
    .enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
  func fullDisk() throws {
    let disk = try SmallDisk(kibibytes: 256)
    let path = "\(disk.path)/spool"
    var last: UInt64 = 0
    do {
      let spool = try Spool(directory: path, limit: 1 << 30)
      try spool.append(.batch(1...100))
      try disk.fill(leaving: 20_000)
      var failures: [SpoolFailure] = []
      for first in stride(from: UInt64(101), to: 1000, by: 100) {
        do throws(SpoolFailure) {
          try spool.append(.batch(first...first + 99))
          last = first + 99
        } catch {
          failures.append(error)
        }
      }
      #expect(failures.count > 2)
      for failure in failures {
        guard case .io(.noSpace, let file) = failure else {
          Issue.record("\(failure)")
          continue
        }
        #expect(file.hasPrefix(path))
      }
      try disk.empty()
      try spool.append(.batch(2001...2100))
    }
    let spool = try Spool(directory: path, limit: 1 << 30)
    #expect(try spool.drain().sequences == Array(1...last) + Array(2001...2100))
    #expect(spool.takeDamage() == [])
  }

  @Test("The checksum is CRC-32C, by instruction and by tables")
  func checksum() {
    #expect(checksum_crc32c(0, "123456789", 9) == 0xe306_9283)
    var bytes: [UInt8] = []
    // Many bytes are gone through in three stretches of 2048 at a time.
    for length in Array(0..<100) + [6143, 6144, 6151, 12_288, 20_001] {
      while bytes.count < length {
        bytes.append(UInt8(truncatingIfNeeded: bytes.count &* 167 &+ bytes.count / 251))
      }
      let one = checksum_crc32c(0, bytes, UInt(length))
      #expect(one == checksum_crc32c_portable(0, bytes, UInt(length)))
      // In two parts it is the same.
      let half = length / 3
      bytes.withUnsafeBytes { whole in
        let before = whole.part(0..<half).checksum()
        #expect(whole.part(half..<length).checksum(after: before) == one)
      }
    }
  }
}
