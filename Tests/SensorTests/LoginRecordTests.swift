import Events
import Glibc
import Testing

@testable import Sensor

/// Records as the C library lays them out, taken apart.
@Suite struct LoginRecordTests {
  @Test("A record is as large as the C library's")
  func size() {
    #expect(MemoryLayout<utmp>.size == LoginRecord.byteCount)
  }

  @Test("Every field is where the C library has it")
  func fields() {
    let record = LoginRecord(bytes: LoginScratch.record("alice"))
    #expect(record.type == Int16(USER_PROCESS))
    #expect(record.processID == 4711)
    #expect(record.user == Array("alice".utf8))
    #expect(record.line == Array("pts/3".utf8))
    #expect(record.remote == Array("192.0.2.7".utf8))
    #expect(record.time == 1_795_000_000_123_456_000)
  }

  @Test("A field that is full has no end")
  func fullFields() {
    let long = String(repeating: "x", count: 300)
    let record = LoginRecord(bytes: LoginScratch.record(long, line: long, host: long))
    #expect(record.user.count == 32)
    #expect(record.line.count == 32)
    #expect(record.remote.count == 256)
  }

  @Test(
    "An address stands for a host without a name",
    arguments: [
      ([192, 0, 2, 7], "192.0.2.7"),
      ([0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1], "2001:db8::1"),
      ([], ""),
    ] as [([UInt8], String)])
  func address(_ bytes: [UInt8], _ text: String) {
    var record = LoginScratch.record("alice", host: "")
    record.replaceSubrange(348..<348 + bytes.count, with: bytes)
    #expect(LoginRecord(bytes: record).remote == Array(text.utf8))
  }

  @Test("Seconds go on after 2038, and no record has more than a second of microseconds")
  func times() {
    let late = LoginScratch.record("a", seconds: 4_000_000_000, microseconds: 0)
    #expect(LoginRecord(bytes: late).time == 4_000_000_000_000_000_000)
    let odd = LoginScratch.record("a", seconds: 5, microseconds: -1)
    #expect(LoginRecord(bytes: odd).time == 5_000_000_000)
  }

  @Test("What a type means depends on the file; of an unknown one there is no record")
  func meanings() {
    func meaning(_ type: CInt, _ file: LoginFile) -> LoginRecord.Meaning {
      LoginRecord(bytes: LoginScratch.record("a", type: type)).meaning(in: file)
    }
    #expect(meaning(USER_PROCESS, .wtmp) == .event(.sessionOpen))
    #expect(meaning(DEAD_PROCESS, .wtmp) == .event(.sessionClose))
    for type in [EMPTY, RUN_LVL, BOOT_TIME, NEW_TIME, OLD_TIME, INIT_PROCESS, LOGIN_PROCESS] {
      #expect(meaning(type, .wtmp) == .nothing)
    }
    #expect(meaning(LOGIN_PROCESS, .btmp) == .event(.authAttempt))
    #expect(meaning(USER_PROCESS, .btmp) == .event(.authAttempt))
    #expect(meaning(EMPTY, .btmp) == .nothing)
    for file in LoginFile.allCases {
      #expect(meaning(-1, file) == .unknown)
      #expect(meaning(10, file) == .unknown)
    }
  }

  @Test("Any bytes are taken apart")
  func anyBytes() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let bytes = (0..<LoginRecord.byteCount).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let record = LoginRecord(bytes: bytes)
      #expect(record.processID <= UInt32(Int32.max))
      #expect(record.user.count <= 32 && record.line.count <= 32 && record.remote.count <= 256)
      #expect(record.time >= 0 && record.latestTime >= record.time)
      for file in LoginFile.allCases { _ = record.meaning(in: file) }
    }
  }
}
