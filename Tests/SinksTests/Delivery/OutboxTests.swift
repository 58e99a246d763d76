import Events
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Sinks

/// What waits, where it waits, and what is given up: one thread, no time.
@Suite struct OutboxTests {
  /// Bytes of a line, and lines of a chunk.
  static let length = 100
  static let chunk = 10

  /// An outbox of three small chunks, whoever adds to it and whoever takes from it.
  final class Bench {
    let kept: MemorySpool
    let other: MemorySpool
    let ledger = SinkLedger()
    let ending = Ending()
    let outbox: Outbox
    private var filling: OutputBuffer
    private var sequence: UInt64 = 0
    private(set) var sent: [SinkLane: [UInt64]] = [.kept: [], .other: []]
    private(set) var arrived: [SinkLane: [UInt64]] = [.kept: [], .other: []]

    init(_ policy: FullPolicy, spooling: Bool = false, limit: Int = .max) {
      let capacity = OutboxTests.length * OutboxTests.chunk
      kept = MemorySpool(limit: limit)
      other = MemorySpool(limit: limit)
      filling = OutputBuffer(capacity: capacity)
      outbox = Outbox(
        memory: ChunkQueue(bytes: 0, capacity: capacity),
        spools: spooling ? (kept, other) : nil, policy: policy, ledger: ledger, ending: ending,
        capacity: capacity)
    }

    /// Adds lines of a kind for each letter: k has to be kept, o is another one.
    func add(_ letters: String) {
      for letter in letters {
        sequence += 1
        let kind: EventKind = letter == "k" ? .processExec : .fileOpen
        sent[SinkLane(of: kind), default: []].append(sequence)
        let line = Lines.line(Int(sequence), length: OutboxTests.length)
        precondition(filling.append(line.span.bytes, kind: kind, sequence: sequence))
      }
      filling = outbox.add(filling)
    }

    /// Takes the oldest batch; nil: there is none.
    @discardableResult
    func take(delivers: Bool = true) -> [UInt64]? {
      // What has nothing to give waits for more, unless it knows that there is none.
      guard let batch = outbox.next() else { return nil }
      let lines = (0..<batch.lineCount).map { batch.line(at: $0) }
      if delivers {
        for line in lines { arrived[SinkLane(of: line.kind), default: []].append(line.sequence) }
        ledger.delivered(batch.lineCount)
        outbox.delivered()
      }
      return lines.map(\.sequence)
    }

    func takeAll() {
      outbox.finish()
      while take() != nil {}
    }

    func lost(_ lane: SinkLane) -> Int {
      var state = SinkState(name: "")
      ledger.tell(&state)
      return state.dropped.filter { $0.lane == lane }.reduce(0) { $0 + Int($1.count) }
    }

    var reasons: Set<SinkLossReason> {
      var state = SinkState(name: "")
      ledger.tell(&state)
      return Set(state.dropped.map(\.reason))
    }

    /// Sent is arrived, lost or in the spool, to the unit; what arrived is in order.
    func checkSum() {
      for (lane, spool) in [(SinkLane.kept, kept), (.other, other)] {
        let sent = sent[lane] ?? []
        let arrived = arrived[lane] ?? []
        #expect(arrived.count + lost(lane) + spool.sequences.count == sent.count, "\(lane)")
        #expect(arrived + spool.sequences == (arrived + spool.sequences).sorted(), "\(lane)")
        #expect(Set(arrived + spool.sequences).isSubset(of: sent), "\(lane)")
      }
    }
  }

  private static func letters(_ count: Int, kept: Bool) -> String {
    String(repeating: kept ? "k" : "o", count: count)
  }

  @Test("While there is room, everything goes in its order, small batches together")
  func order() {
    let bench = Bench(.dropOldest)
    bench.add("koo")
    #expect(bench.take() == [1, 2, 3])
    bench.add("o")
    bench.add("ko")
    bench.add("k")
    #expect(bench.take() == [4, 5, 6, 7])
    bench.takeAll()
    bench.checkSum()
    #expect(bench.reasons == [])
  }

  @Test("drop-oldest gives up the oldest of the others; what is kept makes no room for them")
  func dropOldest() {
    let bench = Bench(.dropOldest)
    for _ in 0..<8 { bench.add("kkoooooooo") }
    bench.takeAll()
    #expect(bench.arrived[.kept]?.count == 16)
    #expect(bench.lost(.kept) == 0)
    let others = bench.arrived[.other] ?? []
    #expect(others.last == 80)
    #expect(others.count < 64)
    #expect(bench.reasons == [.queueFull])
    bench.checkSum()
  }

  @Test("drop-newest gives up the newest of the others; kept ones that come still find room")
  func dropNewest() {
    let bench = Bench(.dropNewest)
    for _ in 0..<3 { bench.add(Self.letters(10, kept: false)) }
    bench.add("kkoooooooo")
    bench.add(Self.letters(10, kept: false))
    bench.takeAll()
    #expect(bench.arrived[.kept] == [31, 32])
    #expect(bench.arrived[.other]?.first == 1)
    #expect(bench.arrived[.other]?.contains { $0 > 30 } == false)
    bench.checkSum()
  }

  @Test(
    "What is to be kept is only given up for what is to be kept",
    arguments: [
      FullPolicy.dropOldest, .dropNewest,
    ])
  func keptLane(_ policy: FullPolicy) {
    let bench = Bench(policy)
    for _ in 0..<3 { bench.add(Self.letters(10, kept: true)) }
    bench.add(Self.letters(10, kept: false))
    #expect(bench.lost(.kept) == 0)
    #expect(bench.lost(.other) == 10)
    bench.add(Self.letters(10, kept: true))
    #expect(bench.lost(.kept) == 10)
    bench.takeAll()
    let first: UInt64 = policy == .dropOldest ? 11 : 1
    #expect(bench.arrived[.kept]?.first == first)
    bench.checkSum()
  }

  @Test("What finds no room in memory waits on the disk, and goes before what is in memory")
  func spilling() {
    let bench = Bench(.dropOldest, spooling: true)
    for _ in 0..<10 { bench.add("kkkooooooo") }
    #expect(!bench.kept.sequences.isEmpty && !bench.other.sequences.isEmpty)
    bench.takeAll()
    #expect(bench.arrived == bench.sent)
    #expect(bench.kept.batches == 0 && bench.other.batches == 0)
    bench.checkSum()
  }

  @Test(
    "A full spool: the oldest there goes, or what comes",
    arguments: [
      FullPolicy.dropOldest, .dropNewest,
    ])
  func fullSpool(_ policy: FullPolicy) {
    let bench = Bench(policy, spooling: true, limit: 2000)
    for _ in 0..<20 { bench.add("kooooooooo") }
    #expect(bench.lost(.kept) == 0)
    #expect(bench.reasons == [.spoolFull])
    bench.takeAll()
    let others = bench.arrived[.other] ?? []
    #expect(others.contains(2) == (policy == .dropNewest))
    #expect(others.contains(200) == (policy == .dropOldest))
    bench.checkSum()
  }

  @Test("A batch of the spool that is under way when room has to be made is not lost")
  func adrift() {
    let bench = Bench(.dropOldest, spooling: true, limit: 2000)
    for _ in 0..<5 { bench.add(Self.letters(10, kept: false)) }
    let first = bench.take(delivers: false)
    #expect(first == Array(1...10))
    for _ in 0..<6 { bench.add(Self.letters(10, kept: false)) }
    #expect(bench.other.sequences.contains(1) == false)
    guard case .loss(let loss) = bench.ledger.takeNews().first else {
      Issue.record("nothing had to go")
      return
    }
    #expect(loss.sequences?.lowerBound == 11)
    bench.outbox.delivered()
    // It has arrived; the others that had to go are counted, and none twice.
    bench.takeAll()
    #expect(10 + (bench.arrived[.other]?.count ?? 0) + bench.lost(.other) == 110)
    #expect(bench.arrived[.other]?.last == 110)
  }

  @Test(
    "What is under way is on the disk as well when younger ones are: a crash leaves no hole",
    arguments: [false, true])
  func copied(_ ends: Bool) {
    let bench = Bench(.dropOldest, spooling: true)
    bench.add("kooooooooo")
    let first = bench.take(delivers: false)
    #expect(first == Array(1...10))
    #expect(bench.other.sequences == [])
    for _ in 0..<4 { bench.add("oooooooook") }
    #expect(bench.kept.sequences.prefix(2) == [1, 20])
    #expect(bench.other.sequences.prefix(10) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    if ends {
      bench.outbox.finish()
      bench.outbox.settle()
      #expect(bench.kept.sequences == bench.sent[.kept])
      #expect(bench.other.sequences == bench.sent[.other])
      return
    }
    bench.outbox.delivered()
    #expect(bench.kept.sequences.first == 20)
    #expect(bench.other.sequences.first == 11)
    bench.takeAll()
    #expect(bench.arrived[.kept] == bench.sent[.kept]?.dropFirst().map { $0 })
    #expect(bench.arrived[.other] == bench.sent[.other]?.dropFirst(9).map { $0 })
    #expect(bench.lost(.kept) + bench.lost(.other) == 0)
  }

  @Test("What is under way and on the disk as well makes room first, and is not lost")
  func copyMakesRoom() {
    let bench = Bench(.dropOldest, spooling: true, limit: 2000)
    bench.add(Self.letters(10, kept: false))
    _ = bench.take(delivers: false)
    for _ in 0..<4 { bench.add(Self.letters(10, kept: false)) }
    #expect(bench.other.sequences.first == 11)
    #expect(bench.lost(.other) == 0)
    bench.outbox.delivered()
    #expect(bench.other.sequences.first == 11)
    bench.takeAll()
    #expect(bench.arrived[.other] == Array(11...50))
  }

  @Test(
    "On a full disk the others make room for what is to be kept",
    .enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"),
    arguments: [FullPolicy.dropOldest, .dropNewest])
  func fullDisk(_ policy: FullPolicy) throws {
    let disk = try SmallDisk(kibibytes: 256)
    let spool = try SinkLane.allCases.map { lane in
      try Spool(directory: "\(disk.path)/\(lane)", limit: 64 << 20, segmentLimit: 32_768)
    }
    let (kept, other) = (spool[0], spool[1])
    let ledger = SinkLedger()
    let capacity = 16_384
    let outbox = Outbox(
      memory: ChunkQueue(bytes: 0, capacity: capacity), spools: (kept, other), policy: policy,
      ledger: ledger, ending: Ending(), capacity: capacity)
    var filling = OutputBuffer(capacity: capacity)
    for number in 1...2000 {
      let kind: EventKind = number % 20 == 0 ? .processExec : .fileOpen
      let line = Lines.line(number, length: 500)
      if filling.append(line.span.bytes, kind: kind, sequence: UInt64(number)) { continue }
      filling = outbox.add(filling)
      precondition(filling.append(line.span.bytes, kind: kind, sequence: UInt64(number)))
    }
    filling = outbox.add(filling)
    outbox.finish()
    var arrived: [SinkLane: Set<UInt64>] = [:]
    while let batch = outbox.next() {
      for line in (0..<batch.lineCount).map({ batch.line(at: $0) }) {
        arrived[SinkLane(of: line.kind), default: []].insert(line.sequence)
      }
      outbox.delivered()
    }
    var state = SinkState(name: "")
    ledger.tell(&state)
    let lost = state.dropped.filter { $0.lane == .other }.reduce(0) { $0 + Int($1.count) }
    #expect(lost > 0)
    #expect(Set(state.dropped.map(\.reason)) == [.spoolFailed])
    #expect((arrived[.other]?.count ?? 0) + lost == 1900)
    // One that comes finds no room if nothing goes, and may have to.
    #expect(policy != .dropOldest || arrived[.kept]?.count == 100)
    let keptLost = state.dropped.filter { $0.lane == .kept }.reduce(0) { $0 + Int($1.count) }
    #expect((arrived[.kept]?.count ?? 0) + keptLost == 100)
    let last = try #require(arrived[.other]?.max())
    #expect(policy == .dropOldest ? last == 1999 : last < 1900)
  }

  @Test("At the end all goes to the disk in its order, what is under way in front")
  func settling() {
    let bench = Bench(.dropOldest, spooling: true)
    bench.add(Self.letters(10, kept: false))
    let first = bench.take(delivers: false)
    #expect(first == Array(1...10))
    for _ in 0..<5 { bench.add("okokokokok") }
    bench.outbox.finish()
    bench.outbox.settle()
    // Who comes back late changes nothing.
    bench.outbox.delivered()
    #expect(bench.other.sequences == bench.sent[.other])
    #expect(bench.kept.sequences == bench.sent[.kept])
    #expect(bench.kept.syncs == 1 && bench.other.syncs == 1)
    bench.checkSum()
  }

  @Test("At the end what finds no room on the disk is counted; without a spool, all")
  func settlingWithoutRoom() {
    for spooling in [false, true] {
      let bench = Bench(.dropNewest, spooling: spooling, limit: 500)
      bench.add("kkkooooooo")
      bench.outbox.finish()
      bench.outbox.settle()
      #expect(bench.reasons == [.notWritten])
      #expect(bench.lost(.kept) == (spooling ? 0 : 3))
      #expect(bench.lost(.other) == 7)
      bench.checkSum()
    }
  }

  @Test("A disk that takes nothing is told; memory goes on")
  func failingDisk() {
    let bench = Bench(.dropOldest, spooling: true)
    bench.other.fail(.ioError)
    bench.kept.fail(.ioError)
    for _ in 0..<6 { bench.add("kooooooooo") }
    #expect(bench.reasons == [.spoolFailed])
    #expect(bench.lost(.kept) == 0)
    var state = SinkState(name: "")
    bench.ledger.tell(&state)
    #expect(state.failure == "spool: Input/output error")
    bench.takeAll()
    bench.checkSum()
    // Nothing waits any more, and nobody needs the disk.
    bench.ledger.tell(&state)
    #expect(state.failure == nil)
  }

  @Test("What the disk has and cannot read is told")
  func damage() {
    let bench = Bench(.dropOldest, spooling: true)
    for _ in 0..<5 { bench.add(Self.letters(10, kept: false)) }
    bench.other.damageOldest(1)
    bench.takeAll()
    #expect(bench.arrived[.other]?.first == 11)
    let news = bench.ledger.takeNews()
    guard case .loss(let loss) = news.first, news.count == 1 else {
      Issue.record("\(news)")
      return
    }
    #expect(loss.reason == .spoolDamaged && loss.lane == .other)
    #expect(loss.count == 0 && loss.bytes == 1000)
  }

  @Test("What was delivered and cannot be removed is not sent again and again")
  func stuck() {
    let bench = Bench(.dropOldest, spooling: true)
    for _ in 0..<5 { bench.add(Self.letters(10, kept: false)) }
    bench.other.failToRemove()
    bench.takeAll()
    #expect(bench.arrived[.other]?.prefix(10) == Array(1...10)[...])
    #expect(bench.arrived[.other]?.count { $0 == 1 } == 1)
  }

  @Test("Whatever comes and whatever fails: sent is arrived, lost and spooled", arguments: 0..<40)
  func storm(_ seed: UInt64) {
    var random = Generator(seed: seed)
    let policy: FullPolicy = Bool.random(using: &random) ? .dropOldest : .dropNewest
    let bench = Bench(
      policy, spooling: Bool.random(using: &random), limit: Int.random(in: 0...5000, using: &random)
    )
    var waiting = 0
    for _ in 0..<300 {
      if Int.random(in: 0..<3, using: &random) > 0 {
        let count = Int.random(in: 1...Self.chunk, using: &random)
        bench.add(
          String((0..<count).map { _ in Bool.random(using: &random) ? Character("k") : "o" }))
        waiting += 1
      } else if hasSomething(bench) {
        bench.take()
      }
      bench.kept.fail(Int.random(in: 0..<10, using: &random) == 0 ? .ioError : nil)
      bench.other.fail(Int.random(in: 0..<10, using: &random) == 0 ? .noSpace : nil)
    }
    #expect(waiting > 100)
    if Bool.random(using: &random) {
      bench.outbox.finish()
      bench.outbox.settle()
    } else {
      bench.takeAll()
    }
    bench.checkSum()
  }

  private func hasSomething(_ bench: Bench) -> Bool {
    var state = SinkState(name: "")
    bench.outbox.tell(&state)
    return state.waitingBatches + state.spooledBatches > 0
  }
}
