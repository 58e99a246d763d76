import CCompression
import Events
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Sinks

@Suite struct FileDestinationTests {
  private let folder: ScratchFolder
  private let reports = Reports()

  init() throws {
    folder = try ScratchFolder()
  }

  /// What a destination tells people.
  final class Reports: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    var add: @Sendable (String) -> Void {
      { [self] text in texts.withLock { $0.append(text) } }
    }
  }

  private func make(
    in directory: String? = nil, _ change: (inout FileTarget) -> Void = { _ in }
  ) -> FileDestination {
    var target = FileTarget(path: "\(directory ?? folder.path)/events.jsonl")
    target.compression = .none
    change(&target)
    return FileDestination(target, report: reports.add)
  }

  private func text(_ sequences: ClosedRange<UInt64>, length: Int = 40) -> [UInt8] {
    sequences.flatMap { SpooledLine($0, length: length).text }
  }

  private func mode(_ name: String) throws -> mode_t {
    var status = stat()
    try #require(stat("\(folder.path)/\(name)", &status) == 0)
    return status.st_mode & 0o7777
  }

  // MARK: Opening

  @Test("A new file is its owner's only, and what was there stays")
  func appending() throws {
    for batch in [UInt64(1)...10, 11...20] {
      let file = make()
      try file.deliver(.batch(batch))
      try file.close()
    }
    #expect(try folder.contents("events.jsonl") == text(1...20))
    #expect(try mode("events.jsonl") == 0o600)
    #expect(reports.all == [])
  }

  @Test("Wider rights are taken away, and told")
  func wideMode() throws {
    try folder.make("events.jsonl", Array("{}\n".utf8))
    try #require(chmod("\(folder.path)/events.jsonl", 0o644) == 0)
    let file = make()
    try file.deliver(.batch(1...1))
    try file.close()
    #expect(try mode("events.jsonl") == 0o600)
    #expect(reports.all.count == 1)
    #expect(reports.all.first?.contains("mode 0644") == true)
    #expect(try folder.contents("events.jsonl") == Array("{}\n".utf8) + text(1...1))
  }

  @Test("Half an event at the end is cut off, and told; another half line gets an end")
  func halfLine() throws {
    let long = String(repeating: "x", count: 200_000)
    for (before, after, isTold) in [
      ("{\"a\":1}\n{\"b\":", "{\"a\":1}\n", true), ("{\"b\":" + long, "", true),
      ("{\"a\":1}\nsome text", "{\"a\":1}\nsome text\n", false), (long, long + "\n", false),
      ("{\"a\":1}\n", "{\"a\":1}\n", false),
    ] {
      try folder.make("events.jsonl", Array(before.utf8))
      try #require(chmod("\(folder.path)/events.jsonl", 0o600) == 0)
      let reports = Reports()
      let file = FileDestination(
        FileTarget(path: "\(folder.path)/events.jsonl"), report: reports.add)
      try file.deliver(.batch(1...2))
      try file.close()
      #expect(try folder.contents("events.jsonl") == Array(after.utf8) + text(1...2))
      let cut = before.utf8.count - after.utf8.count
      #expect(reports.all.map { $0.contains(" \(cut) bytes") } == (isTold ? [true] : []))
    }
  }

  @Test("What is no regular file of its own is refused for good, with the reason")
  func refused() throws {
    try folder.make("other", [])
    let path = "\(folder.path)/events.jsonl"
    let make: [(String, () -> Int32)] = [
      ("symbolic link", { symlink("other", path) }),
      ("directory", { mkdir(path, 0o700) }),
      ("no regular file", { mkfifo(path, 0o600) }),
    ]
    for (reason, make) in make {
      try #require(make() == 0)
      let failure = #expect(throws: DeliveryFailure.self) {
        try self.make().deliver(.batch(1...1))
      }
      #expect(failure?.isFinal == true)
      #expect(failure?.description.contains(reason) == true)
      #expect(failure?.description.contains(path) == true)
      try FileManager.default.removeItem(atPath: path)
    }
    #expect(try folder.contents("other") == [])
  }

  @Test("A directory that is not there may come")
  func missingDirectory() throws {
    let file = make(in: "\(folder.path)/later")
    let failure = #expect(throws: DeliveryFailure.self) { try file.deliver(.batch(1...1)) }
    #expect(failure?.isFinal == false)
    #expect(failure?.description.contains("there is no such directory") == true)
    try #require(mkdir("\(folder.path)/later", 0o700) == 0)
    try file.deliver(.batch(1...1))
    try file.close()
    #expect(try folder.contents("later/events.jsonl") == text(1...1))
  }

  @Test("Two sensors do not write one file")
  func twoWriters() throws {
    let one = make()
    let other = make()
    try one.deliver(.batch(1...1))
    let failure = #expect(throws: DeliveryFailure.self) { try other.deliver(.batch(2...2)) }
    #expect(failure?.description.contains("another sensor") == true)
    try one.close()
    try other.deliver(.batch(2...2))
    try other.close()
    #expect(try folder.contents("events.jsonl") == text(1...2))
  }

  @Test("An empty batch opens the file and writes nothing")
  func emptyBatch() throws {
    let file = make()
    try file.deliver(OutputBuffer(capacity: 64))
    #expect(try folder.contents("events.jsonl") == [])
    try file.close()
  }

  @Test("A file that somebody has put away is let go on reopening")
  func reopen() throws {
    let file = make()
    try file.deliver(.batch(1...1))
    try FileManager.default.moveItem(
      atPath: "\(folder.path)/events.jsonl", toPath: "\(folder.path)/old")
    try file.deliver(.batch(2...2))
    file.reopen()
    try file.deliver(.batch(3...3))
    try file.close()
    #expect(try folder.contents("old") == text(1...2))
    #expect(try folder.contents("events.jsonl") == text(3...3))
    #expect(try folder.names() == ["events.jsonl", "old"])
  }

  @Test("Reopening a file that is still there goes on with it", arguments: [1, 60_000])
  func reopenInPlace(milliseconds: Int) throws {
    let file = make { $0.sync = .every(milliseconds: milliseconds) }
    for number in UInt64(1)...20 {
      try file.deliver(.batch(number...number))
      file.reopen()
    }
    try file.close()
    #expect(try folder.contents("events.jsonl") == text(1...20))
  }

  @Test("A file that somebody has emptied goes on at its beginning")
  func copyTruncate() throws {
    let file = make()
    try file.deliver(.batch(1...10))
    try #require(truncate("\(folder.path)/events.jsonl", 0) == 0)
    try file.deliver(.batch(11...12))
    try file.close()
    #expect(try folder.contents("events.jsonl") == text(11...12))
  }

  @Test(
    "Making what is written last does not get in the way",
    arguments: [FileSync.always, .every(milliseconds: 20)])
  func sync(policy: FileSync) throws {
    let file = make { $0.sync = policy }
    for number in UInt64(1)...5 {
      try file.deliver(.batch(number...number))
      usleep(15_000)
    }
    try file.close()
    #expect(try folder.contents("events.jsonl") == text(1...5))
  }

  // MARK: Putting aside

  /// The closed files, oldest first.
  private var closed: [String] {
    get throws {
      try folder.names().compactMap { ClosedFileName($0, behind: "events.jsonl") }.sorted()
        .map { $0.name(behind: "events.jsonl") }
    }
  }

  @Test("Files are put aside by size, with names that are unique and in order")
  func bySize() throws {
    let file = make {
      $0.rotateAtBytes = 1000
      $0.kept = 100
    }
    for first in stride(from: UInt64(1), to: 400, by: 10) {
      try file.deliver(.batch(first...first + 9))
    }
    // One that is too large by itself is not divided.
    try file.deliver(.batch(401...500))
    try file.close()
    let names = try closed
    #expect(names.count == 20)
    for name in names {
      #expect(try folder.contents(name).count == 800)
      #expect(try mode(name) == 0o600)
    }
    let all = try names.flatMap { try folder.contents($0) }
    #expect(try all + folder.contents("events.jsonl") == text(1...500))
    #expect(reports.all == [])
  }

  @Test("Files are put aside by age")
  func byAge() throws {
    let file = make { $0.rotateAtAge = 1 }
    try file.deliver(.batch(1...1))
    try file.deliver(.batch(2...2))
    #expect(try closed == [])
    usleep(1_100_000)
    try file.deliver(.batch(3...3))
    try file.close()
    let names = try closed
    #expect(names.count == 1)
    #expect(try names.flatMap { try folder.contents($0) } == text(1...2))
    #expect(try folder.contents("events.jsonl") == text(3...3))
  }

  @Test("The newest are kept, no others")
  func kept() throws {
    let file = make {
      $0.rotateAtBytes = 500
      $0.kept = 3
    }
    for first in stride(from: UInt64(1), to: 200, by: 10) {
      try file.deliver(.batch(first...first + 9))
    }
    #expect(try eventually { try closed.count == 3 })
    #expect(try closed.flatMap { try folder.contents($0) } == text(161...190))
    try file.close()
    #expect(try folder.names().count == 4)
  }

  /// Runs a program of the system and takes its output.
  private func output(_ arguments: [String]) throws -> (status: Int32, bytes: [UInt8]) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = Array(pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return (process.terminationStatus, bytes)
  }

  @Test("Closed files are compressed, whole, and gzip reads them")
  func gzip() throws {
    let file = make {
      $0.rotateAtBytes = 1_000_000
      $0.compression = .gzip
    }
    // What a crash left.
    let partial = "events.jsonl.20200101T000000Z.gz.partial"
    try folder.make(partial, [1, 2, 3])
    try folder.make("events.jsonl.20200101T000000Z", text(1...10))
    try folder.make("events.jsonl.20200102T000000Z", text(11...20))
    try folder.make("events.jsonl.20200102T000000Z.gz", [4])
    // Not ours.
    try folder.make("events.jsonl.notes.gz.partial", [])
    for first in stride(from: UInt64(1), to: 20_000, by: 1000) {
      try file.deliver(.batch(first...first + 999, length: 100))
    }
    #expect(try eventually { try closed.count == 3 && closed.allSatisfy { $0.hasSuffix(".gz") } })
    try file.close()
    let names = try closed
    #expect(try output(["zcat", "\(folder.path)/\(names[0])"]).bytes == text(1...10))
    // The name says that it was finished: the other one was no longer needed.
    #expect(try folder.contents(names[1]) == [4])
    let last = "\(folder.path)/\(names[2])"
    #expect(try output(["gzip", "-t", last]).status == 0)
    #expect(try output(["zcat", last]).bytes == text(1...10_000, length: 100))
    #expect(try mode(names[2]) == 0o600)
    #expect(try folder.contents(names[2]).count < 200_000)
    let partials = try folder.names().filter { $0.hasSuffix(".partial") }
    #expect(partials == ["events.jsonl.notes.gz.partial"])
    #expect(try folder.contents("events.jsonl") == text(10_001...20_000, length: 100))
  }

  @Test("Closed files are compressed with zstd")
  func zstd() throws {
    let file = make {
      $0.rotateAtBytes = 1_000_000
      $0.compression = .zstd
    }
    try file.deliver(.batch(1...10_000, length: 100))
    try file.deliver(.batch(1...1))
    #expect(try eventually { try closed.count == 1 && closed.allSatisfy { $0.hasSuffix(".zst") } })
    try file.close()
    let bytes = try folder.contents(try #require(try closed.first))
    var result = [UInt8](repeating: 0, count: 1_000_001)
    let size = ZSTD_decompress(&result, result.count, bytes, bytes.count)
    #expect(Array(result.prefix(size)) == text(1...10_000, length: 100))
    #expect(bytes.count < 200_000)
  }

  @Test("A file that cannot be put aside goes on")
  func notPutAside() throws {
    let file = make { $0.rotateAtBytes = 500 }
    try file.deliver(.batch(1...10))
    // Nobody can make files in a folder that is not there any more.
    let moved = "\(folder.path)-moved"
    try FileManager.default.moveItem(atPath: folder.path, toPath: moved)
    try file.deliver(.batch(11...20))
    #expect(try FileManager.default.contentsOfDirectory(atPath: moved).count == 2)
    try FileManager.default.removeItem(atPath: moved)
    // The one that is open now has no name: no other can be made.
    try file.deliver(.batch(21...30))
    try file.deliver(.batch(31...40))
    #expect(reports.all.filter { $0.contains("cannot be put aside") }.count == 1)
    try file.close()
  }

  @Test(
    "A file whose successor cannot be made keeps its name",
    .enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
  func noSuccessor() throws {
    let disk = try SmallDisk(kibibytes: 256, files: 1)
    let file = make(in: disk.path) { $0.rotateAtBytes = 500 }
    try file.deliver(.batch(1...10))
    try file.deliver(.batch(11...20))
    try file.deliver(.batch(21...30))
    try file.close()
    #expect(try disk.folder.names() == ["events.jsonl"])
    #expect(try disk.folder.contents("events.jsonl") == text(1...30))
    #expect(reports.all.filter { $0.contains("cannot be put aside") }.count == 1)
  }

  // MARK: A full disk

  @Test(
    "A full disk is waited for, with whole lines only",
    .enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
  func fullDisk() throws {
    let disk = try SmallDisk(kibibytes: 256)
    let file = make(in: disk.path)
    try file.deliver(.batch(1...100, length: 333))
    try disk.fill(leaving: 8192)
    let done = Promised.by { (try? file.deliver(.batch(101...300, length: 333))) != nil }
    #expect(eventually { !reports.all.isEmpty })
    usleep(500_000)
    let meanwhile = try disk.folder.contents("events.jsonl")
    #expect(meanwhile.count > 33_300 && meanwhile.count % 333 == 0)
    #expect(meanwhile == Array(text(1...300, length: 333).prefix(meanwhile.count)))
    try disk.empty()
    #expect(done.get() == true)
    #expect(reports.all.count == 1)
    #expect(reports.all.first?.contains("waiting for room") == true)
    try file.close()
    #expect(try disk.folder.contents("events.jsonl") == text(1...300, length: 333))
  }

  @Test(
    "At the end a full disk is a failure, and nothing of the batch is in the file",
    .enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
  func endingOnFullDisk() throws {
    let disk = try SmallDisk(kibibytes: 256)
    let file = make(in: disk.path)
    try file.deliver(.batch(1...100, length: 333))
    try disk.fill(leaving: 8192)
    let failure = Promised.by { () -> DeliveryFailure? in
      do throws(DeliveryFailure) {
        try file.deliver(.batch(101...300, length: 333))
        return nil
      } catch {
        return error
      }
    }
    #expect(eventually { !reports.all.isEmpty })
    file.stopWaiting()
    let told = try #require(failure.get() ?? nil)
    #expect(told.description.contains("\(disk.path)/events.jsonl"))
    #expect(!told.isFinal)
    #expect(try disk.folder.contents("events.jsonl") == text(1...100, length: 333))
    try disk.empty()
    try file.deliver(.batch(101...300, length: 333))
    try file.close()
    #expect(try disk.folder.contents("events.jsonl") == text(1...300, length: 333))
  }
}
