import Events
import Foundation
import Testing

@testable import Sinks

/// The small parts of delivery.
@Suite struct PartsTests {
  private func batch(_ kinds: [EventKind], from first: UInt64 = 1) -> SharedBatch {
    let lines = OutputBuffer(capacity: 10_000)
    for (position, kind) in kinds.enumerated() {
      let line = Lines.line(position, length: 100)
      precondition(
        lines.append(line.span.bytes, kind: kind, sequence: first + UInt64(position)))
    }
    return SharedBatch(lines, of: nil)
  }

  private func sequences(_ batch: SharedBatch?) -> [UInt64]? {
    batch?.withLines { lines in (0..<lines.lineCount).map { lines.line(at: $0).sequence } }
  }

  @Test("A full queue puts aside what is to be kept, behind what waits and before what comes")
  func queue() {
    let queue = SinkQueue(limit: 400, waits: false, batchCapacity: 10_000)
    func put(_ kinds: [EventKind], _ first: UInt64) -> LineTally {
      queue.put(batch(kinds, from: first)) { Issue.record("nobody waits here") }
    }
    #expect(put([.fileOpen, .processExec, .fileOpen, .fileOpen], 1).lines == 0)
    #expect(put([.processExec, .fileOpen], 5)[.other] == .init(lines: 1, sequences: 6...6))
    let lost = put([.authAttempt, .fileOpen, .moduleLoad, .fileOpen], 7)
    #expect(lost[.other] == .init(lines: 2, sequences: 8...10))
    #expect(lost[.kept].lines == 0)
    #expect(queue.depth.batches == 2 && queue.depth.bytes == 700)
    #expect(sequences(queue.take()) == [1, 2, 3, 4])
    queue.done()
    #expect(put([.fileOpen], 11).lines == 0)
    #expect(sequences(queue.take()) == [5, 7, 9])
    queue.done()
    #expect(sequences(queue.take()) == [11])
    queue.done()
    #expect(put([.fileOpen, .fileOpen, .fileOpen, .fileOpen], 12).lines == 0)
    #expect(put([.processExec], 16).lines == 0)
    queue.finish()
    #expect(sequences(queue.take()) == [12, 13, 14, 15])
    queue.done()
    #expect(sequences(queue.take()) == [16])
    queue.done()
    #expect(queue.take() == nil)
    #expect(queue.depth.batches == 0 && queue.depth.bytes == 0 && queue.depth.since == nil)
  }

  @Test("Many small batches become few, and lose nothing", arguments: [false, true])
  func small(waits: Bool) {
    let queue = SinkQueue(limit: 1 << 20, waits: waits, batchCapacity: 10_000)
    for number in 1...1000 {
      let lost = queue.put(batch([.fileOpen], from: UInt64(number))) {
        Issue.record("there is room")
      }
      #expect(lost.lines == 0)
    }
    #expect(queue.depth.batches < 100)
    #expect(queue.depth.bytes == 100_000)
    queue.finish()
    var all: [UInt64] = []
    while let batch = queue.take() {
      all += sequences(batch) ?? []
      queue.done()
    }
    #expect(all == Array(1...1000))
  }

  @Test("What is put aside is bounded, too")
  func aside() {
    let queue = SinkQueue(limit: 100, waits: false, batchCapacity: 1000)
    #expect(queue.put(batch([.processExec])) {}.lines == 0)
    var lost = 0
    for _ in 0..<20 { lost += queue.put(batch([.processExec])) {}[.kept].lines }
    #expect(lost == 10)
  }

  @Test("Processes, modules, logins and the sensor's own are kept first")
  func lanes() {
    let kept: [EventKind] = [
      .processExec, .processFork, .processExit, .credChange, .moduleLoad, .moduleUnload,
      .authAttempt, .sessionOpen, .sessionClose, .sensorLoss, .sensorSinkLoss,
    ]
    for kind in kept { #expect(SinkLane(of: kind) == .kept, "\(kind)") }
    for kind in [EventKind.fileOpen, .fileWrite, .netConnect, .ttyOutput, .dnsAnswer] {
      #expect(SinkLane(of: kind) == .other, "\(kind)")
    }
    #expect(SinkLane(of: EventKind(rawValue: 127)) == .other)
    #expect(SinkLane(of: EventKind(rawValue: .max)) == .other)
  }

  @Test("Each wait is up to twice as long as the one before, up to a limit, and at random")
  func backoff() {
    var backoff = Backoff(first: 100, limit: 1000)
    for _ in 0..<3 {
      for base in [100, 200, 400, 800, 1000, 1000] {
        #expect((base / 2...base).contains(backoff.next()))
      }
      backoff.reset()
    }
    let waits = Set(
      (0..<50).map { _ in
        var backoff = Backoff(first: 1_000_000, limit: 1_000_000)
        return backoff.next()
      })
    #expect(waits.count > 40)
  }

  @Test("Who pauses goes on when it is asked to end, once; after that it depends")
  func ending() {
    let ending = Ending()
    #expect(ending.pause(milliseconds: 1, keepsTrying: false))
    let paused = Promised.by { ending.pause(milliseconds: 3_600_000, keepsTrying: false) }
    usleep(20_000)
    ending.begin(by: Ending.now + 3_600_000_000_000)
    #expect(paused.get() == true)
    #expect(!ending.pause(milliseconds: 1, keepsTrying: false))
    #expect(ending.pause(milliseconds: 1, keepsTrying: true))
    // An earlier time counts, a later one does not.
    ending.begin(by: Ending.now)
    ending.begin(by: Ending.now + 3_600_000_000_000)
    #expect(ending.isOver)
    #expect(!ending.pause(milliseconds: 1, keepsTrying: true))
  }
}
