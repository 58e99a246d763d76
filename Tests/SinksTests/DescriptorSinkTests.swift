import Events
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import Sinks

@Suite struct DescriptorSinkTests {
  init() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Puts lines into batches as the sensor does.
  ///
  /// - Returns: what was handed over.
  private func submit(lines: Range<Int>, length: Int, to sinks: FanOut) -> [UInt8] {
    var all: [UInt8] = []
    var batch = sinks.takeEmpty()
    for number in lines {
      let line = Lines.line(number, length: length)
      if batch.capacity - batch.count < line.count {
        sinks.submit(batch)
        batch = sinks.takeEmpty()
      }
      batch.append(line: line)
      all += line
    }
    sinks.submit(batch)
    return all
  }

  @Test("A slow reader gets all bytes in order")
  func slowReader() throws {
    let pipe = TestPipe()
    let read = Promised.by { pipe.readAll(piece: 9973, resting: 500) }
    let sink = DescriptorSink(FileDescriptor(rawValue: pipe.writeEnd), name: "pipe") { _ in }
    let sinks = try FanOut(to: sink, memory: 20_000, batchCapacity: 10_000)
    let written = submit(lines: 0..<10_000, length: 97, to: sinks)
    sinks.finish()
    pipe.closeWriteEnd()
    #expect(read.get() == written)
    #expect(sinks.states.map(\.deliveredLines) == [10_000])
  }

  @Test("A pipe that does not wait is waited for")
  func nonBlocking() throws {
    let pipe = TestPipe()
    try #require(fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK) == 0)
    let sink = DescriptorSink(FileDescriptor(rawValue: pipe.writeEnd), name: "pipe") { _ in }
    let sinks = try FanOut(to: sink, batchCapacity: 1 << 20)
    let written = submit(lines: 0..<10_000, length: 97, to: sinks)
    while !pipe.isFull { usleep(1000) }
    let read = Promised.by { pipe.readAll(piece: 65536, resting: 0) }
    sinks.finish()
    pipe.closeWriteEnd()
    #expect(read.get() == written)
  }

  @Test("A reader that went is the end; nobody waits for room then", arguments: [false, true])
  func closedPipe(nonBlocking: Bool) throws {
    let pipe = TestPipe()
    if nonBlocking { _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK) }
    pipe.closeReadEnd()
    let failed = DispatchSemaphore(value: 0)
    let sink = DescriptorSink(FileDescriptor(rawValue: pipe.writeEnd), name: "pipe") { _ in }
    let sinks = try FanOut(to: sink, memory: 2000, batchCapacity: 1000) { failed.signal() }
    _ = submit(lines: 0..<1, length: 100, to: sinks)
    failed.wait()
    #expect(sinks.hasEnded)
    _ = submit(lines: 1..<1000, length: 100, to: sinks)
    sinks.finish()
    let state = try #require(sinks.states.first)
    #expect(state.turn == .ended)
    #expect(state.failure == "Broken pipe")
    #expect(state.dropped == [.init(reason: .notWritten, lane: .other, count: 1000)])
  }

  @Test("A full disk is reported once and waited for until the end")
  func fullDisk() throws {
    let file = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? file.close() }
    let reports = Mutex<[Errno]>([])
    let reported = DispatchSemaphore(value: 0)
    let sink = DescriptorSink(file, name: "/dev/full") { error in
      reports.withLock { $0.append(error) }
      reported.signal()
    }
    let sinks = try FanOut(to: sink, batchCapacity: 1000)
    _ = submit(lines: 0..<3, length: 100, to: sinks)
    reported.wait()
    usleep(600_000)  // it tries again meanwhile
    #expect(reports.withLock { $0 } == [.noSpace])
    #expect(!sinks.hasEnded)
    sinks.finish()
    #expect(reports.withLock { $0 } == [.noSpace])
    #expect(sinks.hasEnded)
    #expect(sinks.states.map(\.failure) == ["No space left on device"])
    #expect(sinks.states.map(\.droppedLines) == [3])
  }

  @Test("Who waits for room can end the waiting for a full disk")
  func endingWhileWaiting() throws {
    let file = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? file.close() }
    let sink = DescriptorSink(file, name: "/dev/full") { _ in }
    let sinks = try FanOut(to: sink, memory: 100, batchCapacity: 1000)
    var looks = 0
    for number in 0..<3 {
      let batch = sinks.takeEmpty()
      batch.append(line: Lines.line(number, length: 100))
      sinks.submit(batch) {
        looks += 1
        sinks.stopWaiting()
      }
    }
    #expect(looks > 0)
    sinks.finish()
    #expect(sinks.states.map(\.droppedLines) == [3])
  }
}
