import Events
import Foundation
import Synchronization
import Testing

@testable import Sinks

/// Several sinks at once, with their threads.
@Suite struct FanOutTests {
  /// Hands over lines of these kinds, a batch for each list.
  private func submit(
    _ batches: [[EventKind]], from first: UInt64 = 1, to sinks: FanOut, length: Int = 100
  ) {
    var sequence = first
    for kinds in batches {
      let batch = sinks.takeEmpty()
      for kind in kinds {
        let line = Lines.line(Int(sequence), length: length)
        precondition(batch.append(line.span.bytes, kind: kind, sequence: sequence))
        sequence += 1
      }
      sinks.submit(batch)
    }
  }

  private func others(_ count: Int) -> [[EventKind]] {
    Array(repeating: [.fileOpen], count: count)
  }

  private func plan(
    _ destination: FakeDestination, _ policy: FullPolicy = .dropOldest, memory: Int = 4 << 20,
    spools: (kept: MemorySpool, other: MemorySpool)? = nil
  ) -> SinkPlan {
    var specification = SinkSpecification(name: destination.name, target: .standardOutput)
    specification.policy = policy
    specification.memory = memory
    var plan = SinkPlan(specification) { destination }
    plan.backoff = Backoff(first: 1, limit: 5)
    if let spools {
      plan.specification.spool = SpoolSpecification()
      plan.openSpool = { $0 == .kept ? spools.kept : spools.other }
    }
    return plan
  }

  private func start(_ plans: SinkPlan..., onEnd: @escaping @Sendable () -> Void = {}) throws
    -> FanOut
  {
    let sinks = try FanOut(plans, batchCapacity: 1 << 16, onEnd: onEnd)
    sinks.start()
    return sinks
  }

  /// Waits for something that another thread does; an issue if it does not.
  private func wait(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, until holds: () -> Bool
  ) {
    let end = Date(timeIntervalSinceNow: 20)
    while !holds() {
      guard Date() < end else {
        Issue.record(what, sourceLocation: sourceLocation)
        return
      }
      usleep(1000)
    }
  }

  private func state(_ name: String, of sinks: FanOut) throws -> SinkState {
    try #require(sinks.states.first { $0.name == name })
  }

  @Test("All sinks get all lines in order", arguments: FullPolicy.allCases)
  func all(_ policy: FullPolicy) throws {
    let destinations = ["a", "b", "c"].map { FakeDestination($0) }
    let sinks = try FanOut(
      destinations.map { plan($0, policy) }, batchCapacity: 1 << 16, onEnd: {})
    sinks.start()
    submit(others(1000), to: sinks)
    sinks.finish()
    for destination in destinations {
      let isWhole = destination.sequences == Array(1...1000)
      #expect(isWhole)
      #expect(destination.isClosed)
    }
    #expect(sinks.states.allSatisfy { $0.deliveredLines == 1000 && $0.dropped.isEmpty })
    #expect(sinks.states.allSatisfy { $0.waitingBatches == 0 && $0.lag == 0 })
    #expect(sinks.takeNews().isEmpty)
  }

  @Test("Batches that a sink can take over come whole and in order, whoever is done with them last")
  func takenOver() throws {
    let destinations = ["a", "b"].map { FakeDestination($0) }
    let plans = destinations.map { plan($0, memory: 64 << 20) }
    for used in [1, 2] {
      let sinks = try FanOut(
        Array(plans.prefix(used)), batchCapacity: FanOut.batchCapacity, onEnd: {})
      sinks.start()
      // More than half of a batch each, then a few.
      let full = Array(repeating: EventKind.fileOpen, count: 4000)
      submit(Array(repeating: full, count: 20) + others(100), to: sinks)
      sinks.finish()
      #expect(sinks.states.allSatisfy { $0.deliveredLines == 80_100 && $0.dropped.isEmpty })
    }
    let expected = Array(1...80_100 as ClosedRange<UInt64>)
    #expect(destinations[0].sequences == expected + expected)
    #expect(destinations[1].sequences == expected)
    for destination in destinations {
      #expect(destination.lines.allSatisfy { $0.text.hasPrefix("\($0.sequence) ") })
    }
  }

  @Test("A sink that takes nothing holds up neither the others nor the drain")
  func slowSink() throws {
    let (fast, slow) = (FakeDestination("fast"), FakeDestination("slow"))
    slow.hold(true)
    let sinks = try start(plan(fast, .block), plan(slow, memory: 1 << 16))
    // Far more than fits into its memory.
    let kinds: [EventKind] = [.processExec] + Array(repeating: .fileOpen, count: 99)
    submit(Array(repeating: kinds, count: 400), to: sinks)
    wait("the fast one gets all") { fast.lines.count == 40_000 }
    wait("what the slow one cannot keep is given up") {
      (try? state("slow", of: sinks).droppedLines) ?? 0 > 10_000
    }
    slow.hold(false)
    sinks.finish()
    let end = try state("slow", of: sinks)
    #expect(end.droppedLines + UInt64(slow.lines.count) == 40_000)
    #expect(end.dropped.allSatisfy { $0.lane == .other && $0.reason == .queueFull })
    #expect(slow.lines.count { $0.kind == .processExec } == 400)
    // What was put aside on the way has been overtaken by nothing of its lane.
    let kept = slow.lines.filter { $0.kind == .processExec }.map(\.sequence)
    #expect(kept == kept.sorted())
  }

  @Test("What comes soon after a delivery goes together, and at once when the sink ends")
  func gathering() throws {
    let destination = FakeDestination()
    var plan = plan(destination)
    plan.gathering = 60_000
    let sinks = try start(plan)
    submit(others(1), to: sinks)
    wait("the first one is delivered at once") { destination.lines.count == 1 }
    submit(others(5), from: 2, to: sinks)
    wait("the others are one batch in memory") {
      guard let state = try? state(destination.name, of: sinks) else { return false }
      return state.waitingBatches == 1 && state.waitingBytes == 5 * 100
    }
    #expect(destination.lines.count == 1)
    sinks.finish()
    #expect(destination.sequences == Array(1...6))
    #expect(try state(destination.name, of: sinks).dropped.isEmpty)
  }

  @Test("A destination that fails is asked again, and gets everything in order at least once")
  func retries() throws {
    let destination = FakeDestination()
    destination.answer(
      .fails("refused"), .takesAndFails("reset"), .takes, .fails("refused"), .takes)
    let sinks = try start(plan(destination))
    submit(others(10), to: sinks)
    sinks.finish()
    var seen: Set<UInt64> = []
    let firsts = destination.sequences.filter { seen.insert($0).inserted }
    #expect(firsts == Array(1...10))
    #expect(destination.lines.count > 10)
    #expect(sinks.states.map(\.deliveredLines) == [10])
    #expect(sinks.states.map(\.turn) == [.back])
    #expect(sinks.states.map(\.failure) == [nil])
  }

  @Test("That one is lost and that it is back are told, the first with a reason")
  func turns() throws {
    let destination = FakeDestination()
    destination.setDown(true)
    let sinks = try start(plan(destination))
    #expect(sinks.takeNews().isEmpty)
    submit(others(1), to: sinks)
    wait("it is lost") { sinks.states.first?.turn == .lost }
    #expect(sinks.takeNews().map(\.news) == [.turn(.lost, reason: "down")])
    #expect(sinks.takeNews().isEmpty)
    #expect(sinks.states.first?.failure == "down")
    destination.setDown(false)
    wait("it is back") { sinks.states.first?.turn == .back }
    #expect(sinks.takeNews().map(\.news) == [.turn(.back, reason: "")])
    // Lost and back between two looks.
    destination.answer(.fails("reset"))
    submit(others(1), from: 2, to: sinks)
    wait("it has arrived") { destination.sequences == [1, 2] }
    sinks.finish()
    #expect(
      sinks.takeNews().map(\.news) == [.turn(.lost, reason: "reset"), .turn(.back, reason: "")])
  }

  @Test("What is lost is told once, with numbers and time")
  func losses() throws {
    let destination = FakeDestination()
    destination.answer(.fallsForGood("gone"))
    let ended = Promised<Bool>()
    let sinks = try start(plan(destination, .block)) { ended.fulfil(true) }
    let before = bootTime()
    submit([[.processExec, .fileOpen], [.fileOpen]], from: 7, to: sinks)
    #expect(ended.get() == true)
    #expect(sinks.hasEnded)
    wait("all is given up") { sinks.states.first?.droppedLines == 3 }
    let news = sinks.takeNews().map(\.news)
    guard news.count == 3, case .loss(let kept) = news[0], case .loss(let other) = news[1] else {
      Issue.record("\(news)")
      return
    }
    #expect(kept.reason == .notWritten && kept.lane == .kept && kept.count == 1)
    #expect(kept.sequences == 7...7)
    #expect(other.lane == .other && other.count == 2 && other.sequences == 8...9)
    #expect(other.span.lowerBound >= before && other.span.upperBound <= bootTime())
    #expect(news[2] == .turn(.ended, reason: "gone"))
    #expect(sinks.takeNews().isEmpty)
    sinks.finish()
    #expect(!destination.lines.contains { _ in true })
  }

  private func bootTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  @Test("A sink gets the kinds that it asks for, and what the sensor says of itself")
  func kinds() throws {
    let (some, rest) = (FakeDestination("some"), FakeDestination("rest"))
    var filtered = plan(some, .block)
    filtered.specification.filter.kinds = [.processExec]
    var outbox = plan(rest)
    outbox.specification.filter.kinds = [.fileOpen]
    let sinks = try start(filtered, outbox)
    submit([[.processExec, .fileOpen, .sensorLoss], [.fileOpen]], to: sinks)
    sinks.finish()
    #expect(some.sequences == [1, 3])
    #expect(rest.sequences == [2, 3, 4])
    #expect(sinks.states.allSatisfy { $0.dropped.isEmpty })
  }

  @Test(
    "A condition chooses, a format writes; what they cannot read is counted",
    arguments: [
      FullPolicy.block, .dropOldest,
    ])
  func stages(_ policy: FullPolicy) throws {
    final class Odd: LineCondition {
      func holds(for line: borrowing RawSpan, kind: EventKind) throws(LineError) -> Bool {
        let first = line.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        if first == UInt8(ascii: "5") { throw LineError("five") }
        return first % 2 == 1
      }
    }
    final class Loud: LineFormatter {
      func format(
        _ line: borrowing RawSpan, kind: EventKind, into output: inout [UInt8]
      ) throws(LineError) {
        if line.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == UInt8(ascii: "7") {
          throw LineError("seven")
        }
        line.withUnsafeBytes { output += Array($0.dropLast()) }
        output += Array("!\n".utf8)
      }
    }
    let destination = FakeDestination()
    var plan = plan(destination, policy)
    plan.makeCondition = { Odd() }
    plan.makeFormatter = { Loud() }
    let sinks = try start(plan)
    submit([Array(repeating: .fileOpen, count: 9)], to: sinks, length: 3)
    sinks.finish()
    #expect(destination.lines.map(\.text) == ["1 !\n", "3 !\n", "9 !\n"])
    #expect(destination.sequences == [1, 3, 9])
    #expect(
      sinks.states.map(\.dropped) == [[.init(reason: .malformed, lane: .other, count: 2)]])
  }

  @Test("At the end the rest of a dead peer's goes to the spool, and is what the next start sends")
  func spoolsAtTheEnd() throws {
    let spools = (kept: MemorySpool(), other: MemorySpool())
    let dead = FakeDestination("peer")
    dead.setDown(true)
    let first = try start(plan(dead, spools: spools))
    submit([[.processExec, .fileOpen, .fileOpen]] + others(50), to: first)
    wait("it is lost") { first.states.first?.turn == .lost }
    let began = Date()
    first.finish()
    // Who is down is not waited for.
    #expect(Date().timeIntervalSince(began) < 4)
    #expect(spools.kept.sequences == [1])
    #expect(spools.other.sequences == Array(2...53))
    #expect(first.states.map(\.droppedLines) == [0])

    let alive = FakeDestination("peer")
    let second = try start(plan(alive, spools: spools))
    submit(others(1), from: 1001, to: second)
    second.finish()
    #expect(alive.sequences == Array(1...53) + [1001])
    #expect(spools.kept.batches == 0 && spools.other.batches == 0)
  }

  @Test("A peer that hangs is left behind when the time is over; nothing is lost")
  func hanging() throws {
    let spools = (kept: MemorySpool(), other: MemorySpool())
    let destination = FakeDestination()
    destination.hold(true)
    let sinks = try start(plan(destination, spools: spools))
    submit(others(20), to: sinks)
    wait("it hangs") { destination.isHolding }
    sinks.finish(within: 100_000_000)
    #expect(destination.hasStopped)
    #expect(spools.other.sequences == Array(1...20))
    #expect(sinks.states.map(\.droppedLines) == [0])
  }

  @Test("A sensor that is asked to end gives its last to a peer that takes it")
  func stopWaiting() throws {
    let (one, two) = (FakeDestination("one"), FakeDestination("two"))
    two.answer(.fails("reset"))
    let sinks = try start(plan(one, .block), plan(two))
    submit(others(1), to: sinks)
    wait("both are there") { one.lines.count == 1 && two.lines.count == 1 }
    sinks.stopWaiting()
    submit(others(9), from: 2, to: sinks)
    sinks.finish()
    #expect(one.hasStopped && !two.hasStopped)
    #expect(one.sequences == Array(1...10))
    #expect(two.sequences == Array(1...10))
  }

  @Test(
    "Without a spool the rest is counted when the time is over",
    arguments: [
      FullPolicy.block, .dropNewest,
    ])
  func endsWithoutSpool(_ policy: FullPolicy) throws {
    let destination = FakeDestination()
    destination.setDown(true)
    let sinks = try start(plan(destination, policy))
    submit(others(20), to: sinks)
    wait("it is lost") { sinks.states.first?.turn == .lost }
    sinks.finish(within: 100_000_000)
    #expect(
      sinks.states.map(\.dropped) == [[.init(reason: .notWritten, lane: .other, count: 20)]])
  }

  @Test("The policy block waits for room and loses nothing")
  func block() throws {
    let destination = FakeDestination()
    destination.hold(true)
    let sinks = try start(plan(destination, .block, memory: 1000))
    let done = Promised.by {
      submit(others(100), to: sinks)
      return true
    }
    wait("it holds") { destination.isHolding }
    wait("there is no more room") { sinks.states.first?.waitingBytes == 1000 }
    usleep(50_000)  // time for it to be wrong
    #expect(sinks.states.map(\.waitingBytes) == [1000])
    #expect(sinks.states.first?.lag ?? 0 > 50_000_000)
    destination.hold(false)
    #expect(done.get() == true)
    sinks.finish()
    #expect(destination.sequences == Array(1...100))
  }

  @Test("Opening anew reaches all, and who waits to try again tries at once")
  func reopen() throws {
    let (one, two) = (FakeDestination("one"), FakeDestination("two"))
    two.setDown(true)
    var patient = plan(two)
    patient.backoff = Backoff(first: 3_600_000, limit: 3_600_000)
    let sinks = try start(plan(one, .block), patient)
    submit(others(1), to: sinks)
    wait("it is lost") { (try? state("two", of: sinks).turn) == .lost }
    wait("both are there") { sinks.states.allSatisfy { !$0.destination.isEmpty } }
    two.setDown(false)
    // Between the failure and the pause there is a moment.
    wait("it has arrived") {
      sinks.reopen()
      return two.sequences == [1]
    }
    #expect(one.reopened > 0 && two.reopened > 0)
    sinks.finish()
  }

  @Test("Sinks are added and removed while they run; one that is the same keeps what it has")
  func replace() throws {
    let (same, gone, new) = (
      FakeDestination("same"), FakeDestination("gone"), FakeDestination("new")
    )
    same.hold(true)
    let keeps = plan(same)
    let sinks = try start(keeps, plan(gone))
    submit(others(10), to: sinks)
    wait("it holds") { same.isHolding }
    try sinks.replace(with: [keeps, plan(new)])
    submit(others(10), from: 11, to: sinks)
    same.hold(false)
    wait("the one that left has ended") { gone.isClosed }
    sinks.finish()
    #expect(same.sequences == Array(1...20))
    #expect(!same.hasStopped)
    #expect(gone.sequences == Array(1...10))
    #expect(new.sequences == Array(11...20))
    #expect(sinks.states.map(\.name) == ["same", "new"])
  }

  @Test("One that has changed begins with what the one before has left on the disk")
  func change() throws {
    let spools = (kept: MemorySpool(), other: MemorySpool())
    let (dead, alive) = (FakeDestination("peer"), FakeDestination("peer"))
    dead.setDown(true)
    let sinks = try start(plan(dead, spools: spools))
    submit(others(10), to: sinks)
    wait("it is lost") { sinks.states.first?.turn == .lost }
    try sinks.replace(with: [plan(alive, memory: 2 << 20, spools: spools)])
    submit(others(10), from: 11, to: sinks)
    wait("the new one has all") { alive.lines.count == 20 }
    _ = sinks.takeNews()
    sinks.finish()
    #expect(alive.sequences == Array(1...20))
    #expect(sinks.states.map(\.droppedLines) == [0])
  }

  @Test("A destination that cannot be ended in order has failed")
  func closing() throws {
    let destination = FakeDestination()
    destination.failToClose()
    let sinks = try start(plan(destination, .block))
    submit(others(1), to: sinks)
    sinks.finish()
    #expect(destination.sequences == [1])
    #expect(sinks.takeNews().map(\.news) == [.turn(.ended, reason: "not synced")])
  }

  @Test("Two sinks of one name are refused, and a part that cannot be made is told")
  func refused() throws {
    let destination = FakeDestination()
    #expect(throws: SinkPlanError.sameName("fake")) {
      try start(plan(destination), plan(destination))
    }
    let sinks = try start(plan(destination))
    #expect(throws: SinkPlanError.sameName("fake")) {
      try sinks.replace(with: [plan(destination), plan(destination)])
    }
    var broken = plan(FakeDestination("broken"))
    broken.makeDestination = { throw DeliveryFailure("no certificate") }
    #expect(throws: DeliveryFailure("no certificate")) { try start(broken) }
    try sinks.replace(with: [plan(destination), broken])
    submit(others(3), to: sinks)
    sinks.finish()
    #expect(destination.sequences == [1, 2, 3])
    let end = try state("broken", of: sinks)
    #expect(end.turn == .ended && end.failure == "no certificate")
    #expect(end.dropped == [.init(reason: .notWritten, lane: .other, count: 3)])
  }

  @Test(
    "A line that fits nowhere is counted, and nothing else is lost",
    arguments: [
      FullPolicy.block, .dropOldest,
    ])
  func tooLong(_ policy: FullPolicy) throws {
    final class Padding: LineFormatter {
      func format(
        _ line: borrowing RawSpan, kind: EventKind, into output: inout [UInt8]
      ) throws(LineError) {
        if kind == .processExec { output += Array(repeating: 0x20, count: 1 << 20) }
        line.withUnsafeBytes { output += Array($0) }
      }
    }
    let destination = FakeDestination()
    var plan = plan(destination, policy)
    plan.makeFormatter = { Padding() }
    let sinks = try start(plan)
    submit([[.fileOpen, .processExec, .fileOpen]], to: sinks)
    sinks.finish()
    #expect(destination.sequences == [1, 3])
    #expect(sinks.states.map(\.dropped) == [[.init(reason: .tooLong, lane: .kept, count: 1)]])
  }

  @Test("Batches go back when the last sink is done with them, and are used again")
  func reuse() throws {
    let (fast, slow) = (FakeDestination("fast"), FakeDestination("slow"))
    slow.hold(true)
    let sinks = try start(plan(fast, .block), plan(slow, .block))
    let batch = sinks.takeEmpty()
    batch.append(line: Lines.line(1, length: 100))
    sinks.submit(batch)
    wait("the fast one has it") { fast.lines.count == 1 }
    wait("the slow one holds it") { slow.isHolding }
    #expect(sinks.takeEmpty() !== batch)
    slow.hold(false)
    wait("the slow one has it") { slow.lines.count == 1 }
    wait("nobody holds it") { sinks.takeEmpty() === batch }
    #expect(batch.count == 0 && batch.lineCount == 0)
    sinks.finish()
  }
}
