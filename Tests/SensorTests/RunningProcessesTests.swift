import CEventABI
import Capture
import Events
import Foundation
import Testing

@testable import Sensor

/// Records as the kernel's iterator and the stream would have them, made by hand.
@Suite struct RunningProcessesTests {
  private static let listed: UInt64 = 1000

  private func snapshot(
    pid: UInt32, start: UInt64, traits: UInt32 = 0, size: Int? = nil,
    kind: ev_kind = EV_KIND_PROCESS_SNAPSHOT
  ) -> [UInt8] {
    var record = ev_process_exec()
    record.h.size = UInt32(size ?? MemoryLayout<ev_process_exec>.size)
    record.h.kind = UInt16(kind.rawValue)
    record.h.task.tgid = pid
    record.h.task.pid = pid
    record.h.task.start_ns = start
    record.traits = traits
    return withUnsafeBytes(of: record) { Array($0) }
  }

  private func fork(
    by pid: UInt32, child: UInt32, start: UInt64, at time: UInt64 = 500
  ) -> ev_process_fork {
    var record = ev_process_fork()
    record.h.size = UInt32(MemoryLayout<ev_process_fork>.size)
    record.h.kind = UInt16(EV_KIND_PROCESS_FORK.rawValue)
    record.h.boot_ns = time
    record.h.task.tgid = pid
    record.h.task.start_ns = 1
    record.child_tgid = child
    record.child_start_ns = start
    return record
  }

  private enum News: Equatable {
    case none
    case repeated
    case stranger(UInt32)
  }

  private func news<Record: BitwiseCopyable>(
    _ record: Record, _ running: inout RunningProcesses, size: Int? = nil
  ) -> News {
    withUnsafeBytes(of: record) { bytes in
      switch running.news(in: UnsafeRawBufferPointer(rebasing: bytes.prefix(size ?? bytes.count))) {
      case .none: .none
      case .repeated: .repeated
      case .stranger(let record):
        .stranger(record.withUnsafeBytes { $0.loadUnaligned(as: ev_header.self).task.tgid })
      }
    }
  }

  private func listing(_ records: [UInt8]) -> (RunningProcesses, [[UInt8]], isWhole: Bool) {
    var running = RunningProcesses()
    let list = running.list(records, at: Self.listed)
    #expect(list.outside.isEmpty)
    return (running, list.records, list.isWhole)
  }

  @Test("Who is out of scope is listed apart, and still a stranger where it acts")
  func outside() {
    var record = ev_process_exec()
    record.h.kind = UInt16(EV_KIND_PROCESS_SNAPSHOT.rawValue)
    record.h.size = UInt32(MemoryLayout<ev_process_exec>.size)
    record.traits = EV_EXE_OUTSIDE
    var running = RunningProcesses()
    let bytes = withUnsafeBytes(of: record) { Array($0) }
    let list = running.list(bytes, at: Self.listed)
    #expect(list.records.isEmpty && list.outside == [bytes] && list.isWhole)
  }

  @Test("One record after the other is handed on")
  func each() {
    let records = (1...3).map { snapshot(pid: .max - $0, start: 1) }
    let (_, told, isWhole) = listing(records.flatMap { $0 })
    #expect(told == records)
    #expect(isWhole)
    let (_, none, isEmptyWhole) = listing([])
    #expect(none.isEmpty && isEmptyWhole)
  }

  @Test("This process gets its arguments")
  func arguments() throws {
    let (_, told, _) = listing(snapshot(pid: UInt32(getpid()), start: try ownStart()))
    let record = try #require(told.first)
    let argv = record.withUnsafeBytes { $0.loadUnaligned(as: ev_process_exec.self).argv }
    let bytes = try readWholeFileBytes("/proc/self/cmdline")
    #expect(Int(argv.full) == bytes.count)
    #expect(record[Int(argv.off)...].prefix(Int(argv.len)).elementsEqual(bytes.prefix(16_384)))
  }

  @Test("Another process of the same number does not get them")
  func otherStart() throws {
    let start = try ownStart()
    let other = snapshot(pid: UInt32(getpid()), start: start + 10_000_000)
    #expect(listing(other).1 == [other])
    let thread = snapshot(pid: UInt32(getpid()), start: start, traits: EV_EXE_KTHREAD)
    #expect(listing(thread).1 == [thread])
  }

  /// In whole hundredths of a second, as /proc has it.
  private func ownStart() throws -> UInt64 {
    let stat = try readWholeFile("/proc/self/stat")
    let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
    return try #require(UInt64(fields[19])) * 10_000_000
  }

  @Test(
    "A size that cannot be ends the list, and it shows",
    arguments: [0, 1, 119, 199, 201, 400, 32_001, Int(UInt32.max)])
  func hostileSize(_ size: Int) {
    let good = snapshot(pid: .max, start: 1)
    let (_, told, isWhole) = listing(good + snapshot(pid: .max - 1, start: 1, size: size))
    #expect(told == [good])
    #expect(!isWhole)
  }

  @Test("What is cut off at the end shows", arguments: [1, 120, 199])
  func cut(_ length: Int) {
    let good = snapshot(pid: .max, start: 1)
    let (_, told, isWhole) = listing(good + good.prefix(length))
    #expect(told == [good])
    #expect(!isWhole)
  }

  @Test("A record of another kind is no running process", arguments: [0, 2, 48, 127])
  func otherKind(_ kind: UInt32) throws {
    let record = snapshot(
      pid: UInt32(getpid()), start: try ownStart(), kind: ev_kind(rawValue: kind))
    let (_, told, isWhole) = listing(record)
    #expect(told.isEmpty)
    #expect(!isWhole)
  }

  @Test("A fork that made a listed process is no news, another is")
  func forks() {
    var (running, _, _) = listing(snapshot(pid: 10, start: 400) + snapshot(pid: 7, start: 1))
    #expect(news(fork(by: 7, child: 10, start: 400), &running) == .repeated)
    #expect(news(fork(by: 7, child: 10, start: 401), &running) == .none)
    #expect(news(fork(by: 7, child: 11, start: 400), &running) == .none)
    // Too short to tell of a child.
    let short = fork(by: 7, child: 10, start: 400)
    #expect(news(short, &running, size: 151) == .none)
    #expect(news(short, &running, size: 119) == .none)
    #expect(news(short, &running, size: 0) == .none)
    running.forget()
    #expect(news(fork(by: 7, child: 10, start: 400), &running) == .none)
  }

  @Test("Who acts before the list is complete and is not on it is told of, once")
  func strangers() {
    var (running, _, _) = listing(snapshot(pid: 7, start: 1))
    #expect(news(fork(by: 8, child: 9, start: 450), &running) == .stranger(8))
    #expect(news(fork(by: 8, child: 12, start: 451), &running) == .none)
    var exit = ev_process_exit()
    exit.h.kind = UInt16(EV_KIND_PROCESS_EXIT.rawValue)
    exit.h.boot_ns = 600
    exit.h.task.tgid = 9
    exit.h.task.start_ns = 450
    #expect(news(exit, &running) == .none)
    exit.h.task.tgid = 13
    exit.h.boot_ns = Self.listed + 1
    #expect(news(exit, &running) == .none)
  }

  @Test("A stranger's record can be encoded")
  func strangerRecord() throws {
    var (running, _, _) = listing(snapshot(pid: 7, start: 1))
    let stranger = fork(by: 8, child: 9, start: 450)
    let news = withUnsafeBytes(of: stranger) { running.news(in: $0) }
    guard case .stranger(let record) = news else {
      Issue.record("not a stranger")
      return
    }
    let view = try RecordView(validating: record.span.bytes)
    #expect(view.bytes.byteCount == record.count)
  }
}
