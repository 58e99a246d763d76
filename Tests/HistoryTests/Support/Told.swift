import Events

@testable import History

/// Events of a host that is made up, as lines in the order in which they are told.
struct Told {
  /// Nanoseconds since 1970.
  private(set) var time: Int64 = 1_795_000_000_000_000_000
  /// From one event to the next.
  var step: Int64 = 1_000_000_000
  private(set) var times: [Int64] = []
  private(set) var lines: [(kind: EventKind, text: String)] = []
  var run = Lines.origin.run

  /// A process of this host.
  struct Process {
    var pid: Int
    var parent: Int
    var user = 0
    var name = "sh"
    var id: String { Told.id(pid) }

    init(_ pid: Int, parent: Int = 1, user: Int = 0, name: String = "sh") {
      self.pid = pid
      self.parent = parent
      self.user = user
      self.name = name
    }
  }

  /// When a process began: told with every event of it.
  private static func start(_ pid: Int) -> String {
    EventText.time(1_795_000_000_000_000_000 + Int64(pid) * 4096)
  }

  static func id(_ pid: Int) -> String { "1a2b3c4d-\(pid)-\(String(pid * 4096, radix: 16))" }

  /// Adds an event of a process: JSON of the members that are the kind's own, and within `process`.
  mutating func tell(
    _ kind: EventKind, _ process: Process, process more: String = "", user: String = "",
    _ own: String = ""
  ) {
    time += step
    times.append(time)
    let name = EventCatalog.definition(of: kind)?.name ?? ""
    func follow(_ json: String) -> String { json.isEmpty ? "" : ",\(json)" }
    lines.append(
      (
        kind,
        "{\"kind\":\"\(name)\",\"time\":\"\(EventText.time(time))\",\"seq\":\(lines.count + 1),"
          + "\"cpu\":0,\"host\":{\"id\":\"\(Lines.origin.host)\",\"boot\":\"\(Lines.origin.boot)\"},"
          + "\"run\":\"\(run)\",\"process\":{\"id\":\"\(process.id)\",\"pid\":\(process.pid),"
          + "\"tid\":\(process.pid),\"start\":\"\(Self.start(process.pid))\","
          + "\"comm\":\"\(process.name)\",\"parent\":{\"id\":\"\(Self.id(process.parent))\","
          + "\"pid\":\(process.parent)}\(follow(more))},"
          + "\"user\":{\"id\":\(process.user),\"gid\":0\(follow(user))}\(follow(own))}\n"
      ))
  }

  /// A process starts another one.
  mutating func fork(_ process: Process, _ child: Int, sibling: Bool = false) {
    tell(
      .processFork, process,
      "\"child\":{\"id\":\"\(Self.id(child))\",\"pid\":\(child),"
        + "\"start\":\"\(Self.start(child))\","
        + "\"parent\":{\"pid\":\(sibling ? process.parent : process.pid)},"
        + "\"namespace_pid\":\(child)}")
  }

  mutating func exec(_ process: Process, _ path: String, _ arguments: String..., result: Int = 0) {
    let list = ([path] + arguments).map { EventText.json(Array($0.utf8)) }.joined(separator: ",")
    tell(
      .processExec, process,
      process: "\"exe\":\"\(path)\",\"argv\":[\(list)],\"cwd\":\"/srv\"",
      "\"result\":\(result)")
  }

  mutating func exit(_ process: Process) {
    tell(.processExit, process, "\"exit\":{\"code\":0}")
  }

  /// An event of a socket of TCP within this host.
  mutating func socket(
    _ kind: EventKind, _ process: Process, local: Int, remote: Int? = nil, descriptor: Int? = nil,
    transport: String = "tcp", result: Int = 0
  ) {
    let ends =
      "\"local\":{\"address\":\"127.0.0.1\",\"port\":\(local)}"
      + (remote.map { ",\"remote\":{\"address\":\"127.0.0.1\",\"port\":\($0)}" } ?? "")
    let number = descriptor.map { ",\"descriptor\":\($0)" } ?? ""
    tell(
      kind, process,
      "\"net\":{\"family\":\"ipv4\",\"type\":\"\(transport == "tcp" ? "stream" : "dgram")\","
        + "\"protocol\":\"\(transport)\",\"namespace\":1\(number)},\(ends),\"result\":\(result)")
  }
}

extension Told {
  /// The state behind all events up to a moment.
  func state(at time: Int64 = .max) throws -> HostState {
    let follower = StateFollower()
    for (index, line) in lines.enumerated() where times[index] <= time {
      var text = line.text
      text.removeLast()
      try text.withUTF8 { bytes in
        try follower.follow(
          SegmentLine(
            kind: line.kind, sequence: UInt64(index + 1), time: times[index],
            bytes: UnsafeRawBufferPointer(bytes)))
      }
    }
    return follower.state
  }
}
