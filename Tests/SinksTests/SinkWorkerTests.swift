import Events
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import Sinks

/// A sink that writes a batch each time that it is let.
private final class GatedSink: Sink {
  let name = "gate"
  private let gate = DispatchSemaphore(value: 0)
  private let bytes = Mutex<[UInt8]>([])

  func open(times: Int) {
    for _ in 0..<times { gate.signal() }
  }

  var written: [UInt8] { bytes.withLock { $0 } }

  func write(_ batch: OutputBuffer) throws(Errno) {
    gate.wait()
    let new = batch.withBytes { $0.withUnsafeBytes { Array($0) } }
    bytes.withLock { $0 += new }
  }

  func stopWaiting() {}
}

@Suite struct SinkWorkerTests {
  @Test("Finishing writes everything that was handed over, in order")
  func finish() throws {
    let sink = GatedSink()
    let worker = SinkWorker(sink, batchCount: 8, batchCapacity: 1000) { _ in }
    var all: [UInt8] = []
    for number in 0..<8 {
      let batch = worker.takeEmpty()
      let line = Lines.line(number, length: 20)
      batch.append(line: line)
      all += line
      worker.submit(batch)
    }
    worker.start()
    #expect(sink.written.isEmpty)
    var looks = 0
    try worker.finish {
      looks += 1
      sink.open(times: 8)
    }
    #expect(looks > 0)
    #expect(sink.written == all)
    #expect(worker.unwrittenLines == 0)
  }

  @Test("The state has what waits, and since when")
  func state() throws {
    let sink = GatedSink()
    let worker = SinkWorker(sink, batchCount: 4, batchCapacity: 1000) { _ in }
    worker.start()
    #expect(worker.state.lag == 0)
    for number in 0..<3 {
      let batch = worker.takeEmpty()
      batch.append(line: Lines.line(number, length: 100))
      worker.submit(batch)
    }
    usleep(20_000)
    var state = worker.state
    #expect(state.lag >= 20_000_000)
    state.lag = 0
    // The one included that the sink does not finish.
    let expected = SinkState(
      name: "gate", writtenLines: 0, unwrittenLines: 0, waitingBatches: 3, waitingBytes: 300,
      lag: 0, failure: nil)
    #expect(state == expected)
    sink.open(times: 3)
    try worker.finish()
    #expect(worker.state.waitingBatches == 0)
    #expect(worker.state.writtenLines == 3)
  }

  @Test("Nothing to write, nothing to wait for")
  func finishEmpty() throws {
    let worker = SinkWorker(GatedSink(), batchCount: 2, batchCapacity: 1000) { _ in }
    worker.start()
    try worker.finish()
  }

  @Test("While all batches are in use whoever wants one waits")
  func bounded() throws {
    let sink = GatedSink()
    let worker = SinkWorker(sink, batchCount: 2, batchCapacity: 1000) { _ in }
    worker.start()
    for number in 0..<2 {
      let batch = worker.takeEmpty()
      batch.append(line: Lines.line(number, length: 20))
      worker.submit(batch)
    }
    let order = Mutex<[String]>([])
    let taken = Promised.by {
      let batch = worker.takeEmpty()
      order.withLock { $0.append("taken") }
      return batch.count
    }
    usleep(50_000)  // time for it to be wrong
    order.withLock { $0.append("opened") }
    sink.open(times: 1)
    #expect(taken.get() == 0)
    #expect(order.withLock { $0 } == ["opened", "taken"])
    sink.open(times: 1)
    try worker.finish()
  }

  @Test("The same batches go round, empty")
  func reuse() throws {
    let sink = GatedSink()
    sink.open(times: 100)
    let worker = SinkWorker(sink, batchCount: 3, batchCapacity: 1000) { _ in }
    worker.start()
    var batches: Set<ObjectIdentifier> = []
    for number in 0..<100 {
      let batch = worker.takeEmpty()
      #expect(batch.count == 0 && batch.lineCount == 0)
      batches.insert(ObjectIdentifier(batch))
      batch.append(line: Lines.line(number, length: 20))
      worker.submit(batch)
    }
    try worker.finish()
    #expect(batches.count <= 3)
    #expect(sink.written.count == 2000)
  }
}
