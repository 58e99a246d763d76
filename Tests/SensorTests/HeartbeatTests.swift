import Events
import Foundation
import Glibc
import Logging
import SystemPackage
import Testing

@testable import Sensor

/// What a sensor leaves for the next one, and what that makes of it.
@Suite struct HeartbeatTests {
  private static let second: Int64 = 1_000_000_000
  /// When this boot was, in real time.
  private static let bootMoment: Int64 = 1_795_000_000 * second

  private static let host = HostIdentity(
    id: "host", bootID: "boot-2", bootToRealtime: bootMoment, kernel: "6.18.0")

  private func beat(
    boot: String = "boot-2", number: UInt64 = 7, at seconds: Int64 = 100,
    real: Int64? = nil, last: Bool = false
  ) -> Beat {
    Beat(
      host: "host", boot: boot, run: "boot-4711-ab", number: number,
      bootTime: UInt64(seconds * Self.second),
      realTime: real ?? Self.bootMoment + seconds * Self.second, sequence: 1001, isLast: last)
  }

  // MARK: - The line

  @Test("A line says all of it", arguments: [false, true])
  func line(_ isLast: Bool) throws {
    let beat = beat(last: isLast)
    #expect(Beat(beat.text) == beat)
    #expect(beat.text.utf8.count < HeartbeatFile.placeSize / 2)
  }

  @Test("A line with one other byte, or cut off anywhere, is none")
  func damage() {
    let text = Array(beat().text.utf8)
    for index in text.indices {
      var other = text
      other[index] ^= 1
      #expect(Beat(String(decoding: other, as: UTF8.self)) == nil, "byte \(index)")
      #expect(Beat(String(decoding: text[..<index], as: UTF8.self)) == nil, "first \(index)")
    }
  }

  @Test("Numbers that no clock shows are refused", arguments: [UInt64.max, 1 << 63])
  func future(_ time: UInt64) {
    var beat = beat()
    beat.bootTime = time
    #expect(Beat(beat.text) == nil)
  }

  // MARK: - The file

  @Test("Of two places the newer beat counts; the older one, if that is damaged")
  func places() throws {
    let folder = try Folder()
    let file = try HeartbeatFile(folder.beats)
    #expect(try file.read() == .nothing)
    for number in UInt64(0)..<3 {
      try file.write(beat(number: number), durably: number == 1)
      #expect(try file.read() == .beat(beat(number: number)))
    }
    var bytes = try folder.bytes
    #expect(bytes.count == 2 * HeartbeatFile.placeSize)
    bytes[20] ^= 0xff
    try folder.write(bytes)
    #expect(try HeartbeatFile(folder.beats).read() == .beat(beat(number: 1)))
    bytes[HeartbeatFile.placeSize + 20] ^= 0xff
    try folder.write(bytes)
    #expect(try HeartbeatFile(folder.beats).read() == .unreadable)
  }

  @Test("A file cut off at any length is the older beat, nothing, or damaged, and never an error")
  func truncated() throws {
    let folder = try Folder()
    let file = try HeartbeatFile(folder.beats)
    for number in UInt64(0)..<2 { try file.write(beat(number: number), durably: false) }
    let bytes = try folder.bytes
    for count in stride(from: 0, to: bytes.count, by: 37) {
      try folder.write(Array(bytes[..<count]))
      switch try HeartbeatFile(folder.beats).read() {
      case .nothing: #expect(count == 0)
      case .unreadable: #expect(count < HeartbeatFile.placeSize)
      case .beat(let beat): #expect(beat.number <= 1)
      }
    }
  }

  @Test("The file is its owner's alone; links, and files that others may write, are refused")
  func tampering() throws {
    let folder = try Folder()
    _ = try HeartbeatFile(folder.beats)
    var facts = stat()
    #expect(lstat(folder.beats, &facts) == 0 && facts.st_mode & 0o7777 == 0o600)
    chmod(folder.beats, 0o622)
    #expect(throws: HeartbeatError.self) { try HeartbeatFile(folder.beats) }
    chmod(folder.beats, 0o600)
    symlink(folder.beats, "\(folder.path)/link")
    #expect(throws: HeartbeatError.self) { try HeartbeatFile("\(folder.path)/link") }
    link(folder.beats, "\(folder.path)/other")
    #expect(throws: HeartbeatError.self) { try HeartbeatFile(folder.beats) }
    #expect(throws: HeartbeatError.self) { try HeartbeatFile(folder.path) }
  }

  @Test("A file that cannot be one is not written over")
  func foreign() throws {
    let folder = try Folder()
    try folder.write(Array(repeating: 0x61, count: 2000))
    let error = #expect(throws: HeartbeatError.self) { try HeartbeatFile(folder.beats) }
    #expect(error?.reason.contains("2000 bytes") == true)
  }

  @Test("Signs of life until the last, which says that it is")
  func life() throws {
    let folder = try Folder()
    let logger = Logger(label: "test")
    let first = Heartbeat(
      try HeartbeatFile(folder.beats), host: Self.host, run: "run-1", after: .nothing, from: 5,
      logger: logger)
    first.beat(at: 6, sequence: 10)
    first.end(at: 7, sequence: 11)
    let file = try HeartbeatFile(folder.beats)
    let contents = try file.read()
    guard case .beat(let last) = contents else {
      Issue.record("no beat, but \(contents)")
      return
    }
    #expect(last.isLast && last.sequence == 11 && last.bootTime == 7 && last.run == "run-1")
    #expect(last.host == "host" && last.boot == "boot-2")
    let second = Heartbeat(
      file, host: Self.host, run: "run-2", after: contents, from: 8, logger: logger)
    second.end(at: 9, sequence: 1)
    guard case .beat(let next) = try file.read() else {
      Issue.record("no beat")
      return
    }
    #expect(next.run == "run-2" && next.number > last.number)
  }

  // MARK: - The gap

  private func told(_ contents: HeartbeatFile.Contents, start: Int64 = 130) -> SensorGap? {
    SensorGap(after: contents, on: Self.host, start: UInt64(start * Self.second))
  }

  @Test("Without a heartbeat nothing is told, with a damaged one only that")
  func unknown() {
    #expect(told(.nothing) == nil)
    #expect(told(.unreadable) == SensorGap(reason: .unknown, end: 130_000_000_000, before: nil))
    var foreign = beat()
    foreign.host = "another"
    #expect(told(.beat(foreign))?.reason == .unknown)
    #expect(told(.beat(foreign))?.seconds == 0)
  }

  @Test(
    "In the same boot the clock since boot counts, whoever sets the other",
    arguments: [false, true])
  func sameBoot(_ isLast: Bool) throws {
    let gap = try #require(told(.beat(beat(last: isLast))))
    #expect(gap.reason == (isLast ? .stopped : .killed))
    #expect(gap.seconds == 30)
    #expect(
      gap.before
        == .init(
          time: 100 * Self.second, sequence: 1001, run: "boot-4711-ab", isSameBoot: true,
          noted: nil))
  }

  @Test("Over a boot the real time counts, and the sensor had ended in order or not")
  func otherBoot() throws {
    let real = Self.bootMoment - 50 * Self.second
    let killed = try #require(told(.beat(beat(boot: "boot-1", at: 9000, real: real))))
    #expect(killed.reason == .rebooted)
    #expect(killed.seconds == 180)
    #expect(killed.before?.time == -50 * Self.second)
    #expect(killed.before?.isSameBoot == false)
    let stopped = told(.beat(beat(boot: "boot-1", at: 9000, real: real, last: true)))
    #expect(stopped?.reason == .stopped)
  }

  @Test("A clock that was set back since is told, and no span is negative")
  func steppedBack() throws {
    let hour = 3600 * Self.second
    let same = try #require(told(.beat(beat(real: Self.bootMoment + 100 * Self.second + hour))))
    #expect(same.seconds == 30 && same.before?.time == 100 * Self.second)
    #expect(same.before?.noted == 100 * Self.second + hour)
    let other = try #require(
      told(.beat(beat(boot: "boot-1", at: 9000, real: Self.bootMoment + hour))))
    #expect(other.seconds == 130 && other.before?.time == 0)
    #expect(other.before?.noted == hour)
    let drift = try #require(told(.beat(beat(real: Self.bootMoment + 100 * Self.second + 9))))
    #expect(drift.before?.noted == nil)
  }

  @Test("Begun seconds count, and an impossible future is no span")
  func seconds() {
    #expect(told(.beat(beat(at: 130)), start: 130)?.seconds == 0)
    var late = beat(at: 129)
    late.bootTime += 1
    #expect(told(.beat(late))?.seconds == 1)
    #expect(told(.beat(beat(at: 500)))?.seconds == 0)
  }
}

extension Folder {
  fileprivate var beats: String { "\(path)/heartbeat" }

  fileprivate func write(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: beats))
    chmod(beats, 0o600)
  }

  fileprivate var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(filePath: beats))) }
  }
}
