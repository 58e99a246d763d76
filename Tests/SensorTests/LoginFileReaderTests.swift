import Glibc
import SystemPackage
import Testing

@testable import Sensor

/// Files to which records are appended, and what else happens to files.
@Suite struct LoginFileReaderTests {
  private static let start = 1_795_000_000

  /// The users of the records that a look finds, so many seconds after the beginning.
  private func look(_ reader: LoginFileReader, after seconds: Int = 10) throws -> [String] {
    try reader.look(now: Int64(Self.start + seconds) * 1_000_000_000).records.map {
      String(decoding: $0.user, as: UTF8.self)
    }
  }

  private func reader(_ scratch: borrowing LoginScratch) -> LoginFileReader {
    LoginFileReader(.wtmp, in: scratch.path, now: Int64(Self.start) * 1_000_000_000)
  }

  private func record(_ user: String, after seconds: Int = 1) -> [UInt8] {
    LoginScratch.record(user, seconds: Self.start + seconds)
  }

  @Test("What was there before is not told, what is appended is, once")
  func appended() throws {
    let scratch = try LoginScratch()
    scratch.append(record("before"))
    let reader = reader(scratch)
    #expect(try look(reader) == [])
    scratch.append(record("one") + record("two"))
    #expect(try look(reader) == ["one", "two"])
    #expect(try look(reader) == [])
    scratch.append(record("three"))
    #expect(try look(reader) == ["three"])
  }

  @Test("A record that is written in pieces is waited for")
  func torn() throws {
    let scratch = try LoginScratch()
    scratch.append([])
    let reader = reader(scratch)
    let bytes = record("one") + record("two")
    scratch.append(Array(bytes[..<500]))
    #expect(try look(reader) == ["one"])
    scratch.append(Array(bytes[500...]))
    #expect(try look(reader) == ["two"])
  }

  @Test("A record of which the beginning was there before is told when it is whole")
  func tornAtTheBeginning() throws {
    let scratch = try LoginScratch()
    let bytes = record("old") + record("new")
    scratch.append(Array(bytes[..<400]))
    let reader = reader(scratch)
    scratch.append(Array(bytes[400...]))
    #expect(try look(reader) == ["new"])
  }

  @Test("A file that is put away is read to its end, and the new one from its beginning")
  func rotated() throws {
    let scratch = try LoginScratch()
    scratch.append(record("before"))
    let reader = reader(scratch)
    scratch.append(record("last"))
    scratch.rename("wtmp", to: "wtmp.1")
    scratch.append(record("first"))
    #expect(try look(reader) == ["last", "first"])
    scratch.append(record("second", after: 11))
    #expect(try look(reader, after: 12) == ["second"])
  }

  @Test("A file that is not there is an error, until it is")
  func absent() throws {
    let scratch = try LoginScratch()
    let reader = reader(scratch)
    #expect(throws: Errno.noSuchFileOrDirectory) { try look(reader) }
    scratch.append(record("one", after: 11))
    #expect(try look(reader, after: 12) == ["one"])
  }

  @Test("A file that was cut is read from its beginning")
  func cut() throws {
    let scratch = try LoginScratch()
    scratch.append(record("before") + record("too"))
    let reader = reader(scratch)
    scratch.cut()
    scratch.append(record("one"))
    #expect(try look(reader) == ["one"])
  }

  @Test("Who takes a record out of a file does not have the others told again")
  func edited() throws {
    let scratch = try LoginScratch()
    scratch.append([])
    let reader = reader(scratch)
    let kept = [record("one"), record("two"), record("three")]
    scratch.append(kept[0] + kept[1] + kept[2])
    #expect(try look(reader) == ["one", "two", "three"])
    // In the same file, and as another one in its place.
    scratch.cut()
    scratch.append(kept[0] + kept[2])
    #expect(try look(reader) == [])
    try scratch.write(kept[0] + kept[1], to: "other")
    scratch.rename("other", to: "wtmp")
    #expect(try look(reader) == [])
    scratch.append(record("four", after: 20))
    #expect(try look(reader, after: 21) == ["four"])
  }

  @Test("A new file's first record counts where its time is only known to the second")
  func wholeSeconds() throws {
    let scratch = try LoginScratch()
    let reader = LoginFileReader(
      .wtmp, in: scratch.path, now: Int64(Self.start) * 1_000_000_000 + 900_000_000)
    scratch.append(LoginScratch.record("one", seconds: Self.start, microseconds: 0))
    scratch.append(LoginScratch.record("old", seconds: Self.start - 1, microseconds: 0))
    #expect(try look(reader) == ["one"])
  }

  @Test("Links, pipes and directories are not opened")
  func otherThings() throws {
    let scratch = try LoginScratch()
    let path = "\(scratch.path)/wtmp"
    try scratch.write(record("one"), to: "target")
    #expect(symlink("\(scratch.path)/target", path) == 0)
    #expect(throws: Errno.tooManySymbolicLinkLevels) { try look(reader(scratch)) }
    #expect(unlink(path) == 0 && mkfifo(path, 0o600) == 0)
    #expect(throws: Errno.invalidArgument) { try look(reader(scratch)) }
    #expect(unlink(path) == 0 && mkdir(path, 0o700) == 0)
    #expect(throws: Errno.invalidArgument) { try look(reader(scratch)) }
  }

  @Test("Records of no known type are counted; those of other things are not")
  func malformed() throws {
    let scratch = try LoginScratch()
    scratch.append([])
    let reader = reader(scratch)
    let odd = [UInt8](repeating: 0xff, count: LoginRecord.byteCount)
    scratch.append(odd + LoginScratch.record("reboot", type: BOOT_TIME) + record("one") + odd)
    let batch = try reader.look(now: .max)
    #expect(batch.records.map(\.user) == [Array("one".utf8)])
    #expect(batch.malformed == 2)
    #expect(batch.leftOut == 0)
  }

  @Test("Much is read in parts; of too much the last is read, and the rest counted")
  func much() throws {
    let scratch = try LoginScratch()
    scratch.append([])
    let reader = reader(scratch)
    let limit = LoginFileReader.batchLimit
    let bytes = record("x")
    scratch.append((0..<limit + 1).flatMap { _ in bytes })
    let first = try reader.look(now: .max)
    #expect(first.records.count == limit && first.hasMore)
    let second = try reader.look(now: .max)
    #expect(second.records.count == 1 && !second.hasMore)

    // A hole is a file of empty records.
    let size = (limit + 1 + LoginFileReader.backlogLimit + 5) * LoginRecord.byteCount
    scratch.cut(to: size)
    let third = try reader.look(now: .max)
    #expect(third.leftOut == 5 && third.records.isEmpty && third.hasMore)
  }
}
