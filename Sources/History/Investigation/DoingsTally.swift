import Events

/// Sums up what a process was seen to do.
struct DoingsTally {
  static let fields: Set<String> = [
    "run", "process.argv", "process.exe", "child.pid", "remote.address", "remote.port",
    "packet.destination", "packet.destination_port", "net.count", "file.path", "file.target.path",
    "file.created", "exit.code", "exit.signal_name", "result",
  ]
  /// So many names are told of each sort.
  private static let mostNames = 6

  /// Things of one sort: distinct names in the order in which they were met.
  private struct Sort {
    var names: [String] = []
    var known: Set<String> = []
    var count = 0
    var events: [EventReference] = []

    mutating func add(_ name: String, _ event: EventReference, count: Int = 1) {
      self.count += count
      // Bounded, whatever it did; of more it is enough that there were more.
      if known.count < 1000, known.insert(name).inserted, names.count < mostNames {
        names.append(name)
        events.append(event)
      }
    }
  }

  private var programs = Sort()
  private var children = Sort()
  private var peers = Sort()
  private var changed = Sort()
  private var removed = Sort()
  private var opened = Sort()
  private var end: Clause?

  /// Takes in an event of the process.
  mutating func note(_ line: SegmentLine, _ reader: FieldReader) {
    let event = EventReference(run: reader.text("run") ?? "", sequence: line.sequence)
    guard reader.number("result") ?? 0 >= 0 || line.kind == .netConnect || line.kind == .netConnects
    else { return }
    let path = reader.text("file.path") ?? "a file of no known name"
    switch line.kind {
    case .processExec:
      programs.add(Words.command(reader.list("process.argv") ?? []), event)
    case .processFork: children.add("\(reader.number("child.pid") ?? 0)", event)
    case .netConnect, .netConnects, .netSend:
      let host = reader.text("packet.destination") ?? reader.text("remote.address")
      guard let host else { return }
      let port = reader.number("packet.destination_port") ?? reader.number("remote.port") ?? 0
      peers.add("\(host) port \(port)", event, count: Int(reader.number("net.count") ?? 1))
    case .fileWrite, .fileTruncate, .fileChmod, .fileChown, .fileLink, .fileSymlink:
      changed.add(path, event)
    case .fileRename: changed.add("\(path) → \(reader.text("file.target.path") ?? "?")", event)
    case .fileUnlink: removed.add(path, event)
    case .fileOpen: if !reader.isTrue("file.created") { opened.add(path, event) }
    case .processExit:
      let how =
        reader.text("exit.signal_name").map { "ended by \($0)" }
        ?? "ended with status \(reader.number("exit.code") ?? 0)"
      end = Clause("It \(how) at \(Words.time(line.time)).", [event])
    default: break
    }
  }

  /// A sentence for each sort of thing that it did.
  var clauses: [Clause] {
    var clauses: [Clause] = []
    func add(_ sort: Sort, _ verb: String, _ one: String, _ many: String? = nil) {
      guard sort.count > 0 else { return }
      let more = sort.known.count - sort.names.count
      let names = sort.names + (more > 0 ? ["\(more) more"] : [])
      clauses.append(
        Clause(
          "It \(verb) \(Words.count(sort.count, one, many)): \(Words.list(names)).", sort.events,
          eventCount: sort.count))
    }
    add(programs, "ran", "program")
    add(children, "started", "process", "processes")
    add(peers, "had", "contact")
    add(opened, "opened", "file")
    add(changed, "made", "change of files", "changes of files")
    add(removed, "removed", "name of a file", "names of files")
    return clauses + [end ?? .unknown("Its end was not recorded: perhaps it runs still.")]
  }
}
