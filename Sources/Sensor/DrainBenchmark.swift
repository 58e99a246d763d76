import Capture
import Enrichment
import Events
import Glibc
public import Sinks
import Threading

/// What reading, decoding, encoding and writing cost by themselves, without a kernel that fills the
/// ring: for `scripts/bench`.
public struct DrainBenchmark {
  /// CPU time of the process for all events.
  public struct Result: Sendable {
    /// Lines encoded.
    public var events: Int
    /// Of them those that were not written: a sink that is not waited for may be too slow.
    public var lost: Int
    /// Nanoseconds in user mode.
    public var user: Int
    /// Nanoseconds in the kernel.
    public var system: Int
    /// Nanoseconds of both of the thread that drains: without those of the sinks' threads.
    public var drain: Int
    /// Nanoseconds that passed, until the last line was delivered.
    public var wall: Int
  }

  /// Where the lines go.
  public struct Delivery: Sendable {
    /// The sinks; none: the lines are encoded and thrown away.
    public var plans: [SinkPlan]
    /// Whether a batch waits until every sink has room for it, so that none is given up.
    ///
    /// What is given up costs less than what is written.
    public var waitsForRoom: Bool

    /// Puts it together.
    public init(_ plans: [SinkPlan], waitsForRoom: Bool) {
      self.plans = plans
      self.waitsForRoom = waitsForRoom
    }

    /// A destination that takes lines as they are.
    public static func destination(
      _ destination: any Destination, policy: FullPolicy
    ) -> Delivery {
      var specification = SinkSpecification(name: destination.name, target: .standardOutput)
      specification.policy = policy
      specification.memory = 64 << 20
      return Delivery([SinkPlan(specification) { destination }], waitsForRoom: false)
    }
  }

  private static let batchCapacity = FanOut.batchCapacity
  /// How long a batch waits before it is looked again whether there is room, in microseconds.
  private static let rest: useconds_t = 500

  /// Drains at least `count` records to the sinks.
  ///
  /// - Parameters:
  ///   - count: how many records.
  ///   - workload: what they tell of.
  ///   - enriches: whether it is looked up who acts.
  ///   - known: how many other processes are known meanwhile.
  ///   - host: what the events are said to come from.
  ///   - delivery: where the lines go.
  /// - Returns: what it took.
  /// - Throws: what the plans throw, and `DeliveryFailure` where a destination fails for good.
  public static func run(
    count: Int, of workload: Workload, enriches: Bool, known: Int, host: HostIdentity,
    delivery: Delivery
  ) throws -> Result {
    let ring = ReplayRing(of: workload.records, capacity: 1 << 20)
    var encoder = EventEncoder(
      hostID: host.id, bootID: host.bootID, runID: "bench-drain",
      bootToRealtimeOffset: host.bootToRealtime)
    var enricher = enricher(of: host)
    enricher.waitForNames()
    remember(known, in: &enricher)
    for record in workload.prologue { record.withUnsafeBytes { enricher.enrich($0.bytes) } }
    let values = enriches ? enricher.values : EnrichedValues()
    let sinks = try FanOut(delivery.plans, batchCapacity: batchCapacity) {}
    sinks.start()
    var batch = sinks.takeEmpty()
    var events = 0
    let before = cpuTime()
    let start = nanoseconds(of: CLOCK_MONOTONIC)
    let drainBefore = nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
    while events < count {
      ring.refill()
      events += ring.stream.drain(everything: true) { record in
        if enriches { enricher.enrich(record.bytes) }
        if !batch.hasRoom(forRecordOf: record.count, with: values) {
          if delivery.waitsForRoom { waitForRoom(in: sinks, delivery.plans) }
          sinks.submit(batch)
          batch = sinks.takeEmpty()
        }
        do {
          try encoder.encode(record: record.bytes, with: values, into: batch)
        } catch {
          preconditionFailure("the benchmark's own record is not sound: \(error)")
        }
      }
      enricher.tidy(now: bootTime())
    }
    if delivery.waitsForRoom { waitForRoom(in: sinks, delivery.plans) }
    sinks.submit(batch)
    let drain = nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) - drainBefore
    sinks.finish()
    for state in sinks.states where state.turn == .ended {
      throw DeliveryFailure(state.failure ?? "", isFinal: true)
    }
    let after = cpuTime()
    return Result(
      events: events, lost: Int(sinks.states.reduce(0) { $0 + $1.droppedLines }),
      user: after.user - before.user, system: after.system - before.system, drain: Int(drain),
      wall: Int(nanoseconds(of: CLOCK_MONOTONIC) - start))
  }

  /// Waits until each sink has room for a batch in its queue, and in its memory behind that.
  private static func waitForRoom(in sinks: FanOut, _ plans: [SinkPlan]) {
    func hasRoom(_ state: SinkState, _ plan: SinkPlan) -> Bool {
      state.waitingBytes == 0 || state.turn == .ended
        || state.waitingBytes + batchCapacity <= plan.specification.memory / 2
    }
    while !zip(sinks.states, plans).allSatisfy(hasRoom) { usleep(rest) }
  }

  /// Has so many processes known, of 500 programs in 300 control groups.
  ///
  /// - Returns: the bytes of memory that this took.
  public static func memory(processes count: Int, host: HostIdentity) throws -> Int {
    var enricher = enricher(of: host)
    enricher.waitForNames()
    let before = try residentBytes()
    remember(count, in: &enricher)
    return try residentBytes() - before
  }

  private static func remember(_ count: Int, in enricher: inout Enricher) {
    for number in 0..<count {
      let record = exec(
        pid: 100_000 + number, exe: "/usr/lib/some/package/program-\(number % 500)",
        cgroup: "/system.slice/some-\(number % 300).service")
      record.withUnsafeBytes { enricher.enrich($0.bytes) }
    }
    guard enricher.processCount >= count else {
      preconditionFailure("only \(enricher.processCount) processes are known")
    }
  }

  static func enricher(of host: HostIdentity) -> Enricher {
    Enricher(
      host: Enricher.Host(
        bootID: host.bootID, bootToRealtimeOffset: host.bootToRealtime,
        mountNamespace: 4_026_531_832, pidNamespace: 4_026_531_836))
  }

  /// Bytes that no file is behind.
  private static func residentBytes() throws -> Int {
    guard let use = MemoryUse(try readWholeFile(MemoryUse.path)) else {
      preconditionFailure("\(MemoryUse.path) is not as it should be")
    }
    return Int(use.own)
  }

  private static func cpuTime() -> (user: Int, system: Int) {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF, an enum that the function does not take
    func nanoseconds(_ time: timeval) -> Int { time.tv_sec * 1_000_000_000 + time.tv_usec * 1000 }
    return (nanoseconds(usage.ru_utime), nanoseconds(usage.ru_stime))
  }
}
