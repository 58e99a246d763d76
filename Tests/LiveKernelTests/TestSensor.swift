import Foundation
import Testing

/// The sensor under test: a running `lookback record`, and what it has written so far.
final class TestSensor: @unchecked Sendable {
  /// The one of the suite that is running.
  @TaskLocal static var current: TestSensor?

  private let process: ChildProcess
  private let lines: LineReader
  private let diagnostics: String
  private let scratch: Scratch
  private let settleWith: [String]
  private let markerDirectory: String?
  private let settleKinds: Set<String>

  // Of the test that runs, one at a time.
  private(set) var events: [Event] = []
  /// How many processes have marked a moment.
  private(set) var markers = 0
  private var isStopped = false

  /// Starts `lookback record` and waits until it records.
  ///
  /// The rest is about the workload that marks a moment in the stream: `settleWith` comes before it,
  /// to have it run in scope; `markerDirectory` is where its file is (not), if that has to be in a
  /// watched folder; `settleKinds` are those of its events that this sensor records.
  init(
    _ arguments: [String] = ["--process-tree", "\(getpid())"], settleWith: [String] = [],
    markerDirectory: String? = nil,
    settleKinds: Set<String> = ["process.exit", "net.connect", "file.open"]
  ) throws {
    guard access(Live.lookback, X_OK) == 0, access(Live.workload, X_OK) == 0 else {
      throw HarnessError(
        "no lookback and lookback-workload in \(Live.products); build with `swift build --build-tests`"
      )
    }
    self.settleWith = settleWith
    self.markerDirectory = markerDirectory
    self.settleKinds = settleKinds
    scratch = try Scratch()
    diagnostics = scratch("diagnostics")
    let errors = open(diagnostics, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    defer { close(errors) }
    // Signs of life and the past are the host's own sensor's.
    let signs = ["heartbeat", "history"].filter { !arguments.contains("--\($0)") }.map {
      "--no-\($0)"
    }
    let words =
      ["lookback", "record", "--probes", Live.probes, "--capture", Live.capture] + signs
      + arguments
    process = try ChildProcess(Live.lookback, words.map { Array($0.utf8) }, errors: errors)
    lines = LineReader(process)
    guard let first = try wait(deadline: 30, from: 0, where: { _ in true }) else {
      throw HarnessError("the sensor did not start: \(said)")
    }
    guard first.kind == "sensor.start" else {
      throw HarnessError("the first line is not sensor.start: \(first.testDescription)")
    }
  }

  /// Starts one that records these of the network's kinds and all of the other families.
  ///
  /// What a workload does to make a connection is then no event but the connection.
  convenience init(recording kinds: String) throws {
    try self.init([
      "--process-tree", "\(getpid())", "--events", "process,module,system,file,terminal,\(kinds)",
    ])
  }

  /// Waits until nothing of sensors that have ended is attached any more; for tests that count calls.
  ///
  /// A sensor's programs are taken off functions some seconds after its end, by a child of it
  /// (`clibbpf_detach_behind`), and while the kernel does that, nobody's run there. Only in a guest:
  /// this host takes no programs at functions of the kernel.
  static func waitForOthersToDetach() throws {
    guard ProcessInfo.processInfo.environment["LOOKBACK_VM"] != nil else { return }
    let end = Date(deadline: 60)
    let program = try FileFacts(Live.lookback)
    func isThere() throws -> Bool {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { name in
        // One that has ended has no program any more.
        guard Int(name) != nil, let facts = try? FileFacts("/proc/\(name)/exe") else {
          return false
        }
        return facts.inode == program.inode && facts.device == program.device
      }
    }
    while try isThere() {
      guard Date() < end else { throw HarnessError("a sensor that has ended is still attached") }
      usleep(100_000)
    }
  }

  /// Sends it a signal, such as one that has it stand still.
  func signal(_ number: Int32) {
    process.signal(number)
  }

  /// Ends it without a chance to do anything.
  func kill() {
    isStopped = true
    process.signal(SIGKILL)
    process.wait()
  }

  /// Takes in what one that was killed has left in its output.
  func takeRest() throws {
    let end = Date(deadline: 10)
    while try takeIn(until: end) {}
  }

  /// Whether its output is left unread.
  func pauseReading(_ isPaused: Bool) {
    lines.pause(isPaused)
  }

  /// The sort of hook by which it sees something.
  func rung(of hook: String) throws -> String {
    guard let start = events.first else { throw HarnessError("the sensor did not start") }
    let hooks = start["sensor.hooks"].list ?? []
    let found = hooks.compactMap(\.text).first { $0.hasPrefix("\(hook)=") }
    guard let found else { throw HarnessError("no hook \(hook) in \(start.testDescription)") }
    return String(found.dropFirst(hook.count + 1))
  }

  /// What it wrote to its standard error.
  var said: String {
    (try? String(contentsOfFile: diagnostics, encoding: .utf8)) ?? ""
  }

  /// Waits until its standard error has this; an error if not till the deadline.
  func waitUntilItSays(_ text: String, deadline: TimeInterval) throws {
    let end = Date(deadline: deadline)
    while !said.contains(text) {
      guard Date() < end else { throw HarnessError("it did not say '\(text)', but: \(said)") }
      usleep(100_000)
    }
  }

  deinit {
    lines.pause(false)
    // A test that failed halfway has not stopped it; the next sensor shall be alone.
    process.signal(SIGKILL)
    process.wait()
  }

  /// Reads the lines that have come, waits for some if there are none; false: none till the end.
  func takeIn(until end: Date) throws -> Bool {
    let fresh = lines.take(until: end)
    events += try fresh.map(Event.init(line:))
    return !fresh.isEmpty
  }

  /// The first matching event at or behind an index; `nil` if there was none till the deadline.
  private func wait(deadline: TimeInterval, from: Int, where matches: (Event) -> Bool) throws
    -> Event?
  {
    let end = Date(deadline: deadline)
    var next = from
    repeat {
      while next < events.count {
        if matches(events[next]) { return events[next] }
        next += 1
      }
    } while try takeIn(until: end)
    return nil
  }

  /// The first `count` events that match; an error if they do not come till the deadline.
  func events(
    _ kind: String, count: Int = 1, from: Int = 0, deadline: TimeInterval = 5,
    where matches: (Event) -> Bool = { _ in true }
  ) throws -> [Event] {
    var found: [Event] = []
    _ = try wait(deadline: deadline, from: from) { event in
      if event.kind == kind && matches(event) { found.append(event) }
      return found.count == count
    }
    guard found.count == count else {
      throw HarnessError("\(found.count) instead of \(count) \(kind) events; it said: \(said)")
    }
    return found
  }

  /// Waits until everything that has happened so far is in `events`.
  ///
  /// A process does something that is recorded in each lane; what is before it in its lane is here
  /// once that is. In a storm that itself can be lost, so it is done again.
  func settle(deadline: TimeInterval = 5) throws {
    let end = Date(deadline: deadline)
    repeat {
      if try mark(deadline: 1) { return }
    } while Date() < end
    throw HarnessError("no \(settleKinds) of markers after \(deadline) s; it said: \(said)")
  }

  private func mark(deadline: TimeInterval) throws -> Bool {
    markers += 1
    let path = "\(markerDirectory ?? scratch.path)/marker-\(markers)"
    let from = events.count
    let marker = try ChildProcess(workload: settleWith + ["marker", path])
    guard let line = marker.readLine(), let pid = try Value(line: line)["pid"].int,
      exitCode(marker.wait()) == 0
    else { throw HarnessError("the marker workload failed") }
    return try settleKinds.allSatisfy { kind in
      try wait(deadline: deadline, from: from) { $0.kind == kind && $0.pid == pid } != nil
    }
  }

  /// Ends it as a user would, and checks what has to be true of every run.
  ///
  /// `allowingLoss`: lines `sensor.loss` are no failure, the caller looks at them.
  func stop(by signal: Int32 = SIGINT, allowingLoss: Bool = false) throws {
    if isStopped { return }
    isStopped = true
    process.signal(signal)
    let end = Date(deadline: 10)
    while try takeIn(until: end) {}
    if !lines.hasEnded {
      process.signal(SIGKILL)
      Issue.record("the sensor did not end in time after a signal; it said: \(said)")
    }
    let status = process.wait()
    #expect(status == 0, "status of wait(2) of the sensor; it said: \(said)")
    #expect(events.last?.kind == "sensor.stop")
    #expect(events.filter { $0.kind == "sensor.stop" }.count == 1)
    #expect(events.filter { $0.kind == "sensor.start" }.count == 1)
    #expect(events.map(\.seq) == Array(1...max(1, events.count)), "seq is 1, 2, 3…")
    let own = events.filter { $0.pid == process.pid && !$0.kind.hasPrefix("sensor.") }
    #expect(own.allSatisfy { $0.kind == "container.info" })
    let lost = events.filter { $0.kind == "sensor.loss" }.compactMap { $0["loss.count"].int }
    #expect(events.last?["sensor.events"] == .number(events.count - 1))
    #expect(events.last?["sensor.lost"] == .number(lost.reduce(0, +)))
    if !allowingLoss {
      #expect(events.filter { $0.kind == "sensor.loss" }.map(\.testDescription) == [])
    }
  }
}

/// Starts a sensor before a suite and ends it after.
struct SensorTrait: SuiteTrait, TestScoping {
  let make: @Sendable () throws -> TestSensor

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let sensor = try make()
    try await TestSensor.$current.withValue(sensor) { try await function() }
    try sensor.stop()
  }
}

extension Trait where Self == SensorTrait {
  /// A sensor on this process and its descendants.
  static var sensor: SensorTrait { SensorTrait { try TestSensor() } }

  static func sensor(_ make: @escaping @Sendable () throws -> TestSensor) -> SensorTrait {
    SensorTrait(make: make)
  }
}
