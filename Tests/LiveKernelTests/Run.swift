import Foundation
import Testing

/// One run of the workload: what it says that happened, and what the sensor saw of it.
struct Run {
  let truth: Value
  let pid: Int
  /// As of wait(2).
  let status: Int32
  /// The kinds of event that are made before the thing itself: by words that say where it is done.
  let prepared: [String]
  /// Its events in the order of time.
  let events: [Event]
  /// Everything that came in meanwhile: that of its children as well.
  let all: [Event]

  var kinds: [String] { events.map(\.kind) }

  func events(_ kind: String) -> [Event] {
    events.filter { $0.kind == kind }
  }

  /// The events of a child, by what its fork said of it.
  func events(ofChild pid: Int?) throws -> [Event] {
    let fork = try #require(
      all.last { $0.kind == "process.fork" && $0["child.pid"].int == pid && pid != nil })
    return all.filter { .text($0.process) == fork["child.id"] }.inOrderOfTime
  }

  /// Its only event besides those of its exec and exit and of what was prepared, of this kind.
  @discardableResult
  func only(_ kind: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Event {
    let expected = ["process.exec"] + prepared + [kind, "process.exit"]
    #expect(kinds == expected, sourceLocation: sourceLocation)
    return try #require(events(kind).first, sourceLocation: sourceLocation)
  }

  /// Besides its exec and exit and what was prepared it made these events, in no certain order.
  func expect(_ kinds: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = (kinds + prepared + ["process.exec", "process.exit"]).sorted()
    #expect(self.kinds.sorted() == expected, sourceLocation: sourceLocation)
  }
}

extension Run {
  /// What subcommands of the workload do before the rest of the words is done.
  fileprivate static let preparations = [
    "as": ["cred.change", "cred.change"],
    "in-new-network": ["namespace.leave"],
    "in-new-loopback": ["namespace.leave"],
    "in-new-mount": ["namespace.leave", "mount.attach", "mount.attach"],
    "fork-in-pid-namespace": ["namespace.leave"],
  ]
}

extension [Event] {
  /// Two lanes reach the output side by side; only the time puts their events in one order.
  var inOrderOfTime: [Event] {
    sorted { ($0.time, $0.seq) < ($1.time, $1.seq) }
  }
}

extension TestSensor {
  /// Runs the workload to its end and collects what the sensor saw.
  ///
  /// `arguments` stand for the words where these are no text; `path` is another one for it, as of a
  /// script; `input` is for its standard input.
  func run(
    _ words: String..., arguments: [[UInt8]]? = nil, path: String = Live.workload,
    input: String = "", deadline: TimeInterval = 5
  ) throws -> Run {
    let from = events.count
    let arguments = arguments ?? (["lookback-workload"] + words).map { Array($0.utf8) }
    let child = try ChildProcess(path, arguments)
    child.write(input)
    child.closeInput()
    var truth = Value.absent
    // One that execs prints a line before and, as another program, a second one.
    while let line = child.readLine() {
      if truth == .absent { truth = try Value(line: line) }
    }
    let status = child.wait()
    if let code = exitCode(status), code == 97 || code == 98 {
      throw HarnessError("the workload could not do it: \(words)")
    }
    try settle(deadline: deadline)
    let all = Array(events[from...])
    let prepared = arguments.flatMap { word in
      Run.preparations[String(decoding: word, as: UTF8.self)] ?? []
    }
    let pid = Int(child.pid)
    let fork = all.last { $0.kind == "process.fork" && $0["child.pid"] == .number(pid) }
    let id = fork?["child.id"].text ?? all.first { $0.pid == pid }?.process
    return Run(
      truth: truth, pid: pid, status: status, prepared: prepared,
      events: all.filter { $0.process == id }.inOrderOfTime, all: all)
  }

  /// The sensor of the running suite.
  static func ofSuite() throws -> TestSensor {
    try #require(current, "this suite has no sensor")
  }
}
