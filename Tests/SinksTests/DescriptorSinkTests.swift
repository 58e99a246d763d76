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
  private func submit(lines: Range<Int>, length: Int, to worker: SinkWorker) -> [UInt8] {
    var all: [UInt8] = []
    var batch = worker.takeEmpty()
    for number in lines {
      let line = Lines.line(number, length: length)
      if batch.capacity - batch.count < line.count {
        worker.submit(batch)
        batch = worker.takeEmpty()
      }
      batch.append(line: line)
      all += line
    }
    worker.submit(batch)
    return all
  }

  @Test("A slow reader gets all bytes in order")
  func slowReader() throws {
    let pipe = TestPipe()
    let read = Promised.by { pipe.readAll(piece: 9973, resting: 500) }
    let sink = DescriptorSink(FileDescriptor(rawValue: pipe.writeEnd), name: "pipe") { _ in }
    let worker = SinkWorker(sink, batchCount: 3, batchCapacity: 10_000) { _ in }
    worker.start()
    let written = submit(lines: 0..<10_000, length: 97, to: worker)
    try worker.finish()
    pipe.closeWriteEnd()
    #expect(read.get() == written)
  }

  @Test("A pipe that does not wait is waited for")
  func nonBlocking() throws {
    let pipe = TestPipe()
    try #require(fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK) == 0)
    let sink = DescriptorSink(FileDescriptor(rawValue: pipe.writeEnd), name: "pipe") { _ in }
    let worker = SinkWorker(sink, batchCount: 2, batchCapacity: 1 << 20) { _ in }
    worker.start()
    let written = submit(lines: 0..<10_000, length: 97, to: worker)
    while !pipe.isFull { usleep(1000) }
    let read = Promised.by { pipe.readAll(piece: 65536, resting: 0) }
    try worker.finish()
    pipe.closeWriteEnd()
    #expect(read.get() == written)
  }

  @Test("A reader that went is the end; nobody waits for a batch then", arguments: [false, true])
  func closedPipe(nonBlocking: Bool) {
    let pipe = TestPipe()
    if nonBlocking { _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK) }
    pipe.closeReadEnd()
    let failures = Mutex<[Errno]>([])
    let failed = DispatchSemaphore(value: 0)
    let sink = DescriptorSink(FileDescriptor(rawValue: pipe.writeEnd), name: "pipe") { _ in }
    let worker = SinkWorker(sink, batchCount: 3, batchCapacity: 1000) { error in
      failures.withLock { $0.append(error) }
      failed.signal()
    }
    worker.start()
    _ = submit(lines: 0..<1, length: 100, to: worker)
    failed.wait()
    _ = submit(lines: 1..<1000, length: 100, to: worker)
    #expect(throws: Errno.brokenPipe) { try worker.finish() }
    #expect(failures.withLock { $0 } == [.brokenPipe])
    #expect(worker.unwrittenLines == 1000)
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
    let failures = Mutex<[Errno]>([])
    let worker = SinkWorker(sink, batchCount: 2, batchCapacity: 1000) { error in
      failures.withLock { $0.append(error) }
    }
    worker.start()
    _ = submit(lines: 0..<3, length: 100, to: worker)
    reported.wait()
    usleep(600_000)  // it tries again meanwhile
    #expect(reports.withLock { $0 } == [.noSpace])
    #expect(failures.withLock { $0 } == [])
    worker.stopWaiting()
    #expect(throws: Errno.noSpace) { try worker.finish() }
    #expect(reports.withLock { $0 } == [.noSpace])
    #expect(failures.withLock { $0 } == [.noSpace])
    #expect(worker.unwrittenLines == 3)
  }

  @Test("Who waits for a batch can end the waiting for a full disk")
  func endingWhileWaiting() throws {
    let file = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? file.close() }
    let sink = DescriptorSink(file, name: "/dev/full") { _ in }
    let worker = SinkWorker(sink, batchCount: 2, batchCapacity: 1000) { _ in }
    worker.start()
    for number in 0..<2 {
      let batch = worker.takeEmpty()
      batch.append(line: Lines.line(number, length: 10))
      worker.submit(batch)
    }
    var looks = 0
    let batch = worker.takeEmpty {
      looks += 1
      worker.stopWaiting()
    }
    #expect(looks > 0)
    worker.submit(batch)
    #expect(throws: Errno.noSpace) { try worker.finish() }
  }
}
