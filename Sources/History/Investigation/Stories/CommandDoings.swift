import Events

/// Sums up what a command did, it and what it started.
struct CommandDoings {
  /// So many names are told of each sort.
  private static let mostNames = 5
  /// So many are told apart.
  private static let mostKnown = 20_000

  /// Names in the order in which they were met, and one of the events of each.
  private struct Names {
    var known: Set<String> = []
    var first: [(name: String, event: EventReference)] = []
    var count = 0

    mutating func add(_ name: String, _ event: EventReference) {
      count += 1
      guard known.count < mostKnown, known.insert(name).inserted, first.count < mostNames else {
        return
      }
      first.append((name, event))
    }

    func clause(_ verb: String) -> Clause? {
      guard count > 0 else { return nil }
      let more = known.count - first.count
      let names = first.map(\.name) + (more > 0 ? ["\(more) more"] : [])
      return Clause("\(verb) \(Words.list(names))", first.map(\.event), eventCount: count)
    }
  }

  /// What had to do with one host.
  private struct Peer {
    var ports: Set<UInt16> = []
    var open: Set<UInt16> = []
    var count = 0
    var event: EventReference
  }

  private var programs = Names()
  private var created = Names()
  private var changed = Names()
  private var renamed = Names()
  private var removed = Names()
  private var signals = Names()
  private var peers: [String: Peer] = [:]
  private var order: [String] = []
  private(set) var isEmpty = true

  mutating func addProgram(_ name: String, _ event: EventReference) {
    programs.add(name, event)
    isEmpty = false
  }

  /// Takes in an event of one of the command's processes.
  mutating func note(_ line: SegmentLine, _ reader: FieldReader, _ event: EventReference) {
    switch line.kind {
    case .netConnect, .netConnects, .netSend, .netClose: contact(line, reader, event)
    default:
      guard reader.number("result") ?? 0 >= 0 else { return }
      file(line, reader, event)
    }
  }

  private mutating func file(
    _ line: SegmentLine, _ reader: FieldReader, _ event: EventReference
  ) {
    let path = reader.text("file.path") ?? "a file of no known name"
    switch line.kind {
    case .fileOpen where reader.isTrue("file.created"): created.add(path, event)
    case .fileWrite, .fileTruncate, .fileChmod, .fileChown, .fileLink:
      if !created.known.contains(path) { changed.add(path, event) }
    case .fileSymlink: created.add(path, event)
    case .fileRename: renamed.add("\(path) to \(reader.text("file.target.path") ?? "?")", event)
    case .fileUnlink: removed.add(path, event)
    case .processSignal:
      signals.add(
        "\(reader.text("signal.name") ?? "a signal") to process \(reader.number("target.pid") ?? 0)",
        event)
    case .moduleLoad: changed.add("the kernel's modules", event)
    default: return
    }
    isEmpty = false
  }

  private mutating func contact(
    _ line: SegmentLine, _ reader: FieldReader, _ event: EventReference
  ) {
    guard let host = reader.text("packet.destination") ?? reader.text("remote.address"),
      let port = reader.number("packet.destination_port") ?? reader.number("remote.port"),
      let port = UInt16(exactly: port), port > 0
    else { return }
    let isEnd = line.kind == .netClose
    if isEnd, reader.text("net.origin") != "connect" || peers[host] == nil { return }
    if peers[host] == nil {
      guard order.count < Self.mostKnown else { return }
      order.append(host)
      peers[host] = Peer(event: event)
    }
    let result = reader.number("result") ?? 0
    let isStream = reader.text("net.type") == "stream"
    if !isEnd {
      peers[host]?.ports.insert(port)
      peers[host]?.count += Int(reader.number("net.count") ?? 1)
    }
    if isStream, isEnd ? reader.text("net.state") != "syn_sent" : result == 0 {
      peers[host]?.open.insert(port)
    }
    isEmpty = false
  }

  /// A sentence for each sort of thing.
  var clauses: [Clause] {
    var clauses: [Clause] = []
    for host in order.prefix(Self.mostNames) {
      guard let peer = peers[host] else { continue }
      let open =
        peer.open.isEmpty ? "none open" : "open: \(Words.ranges(peer.open.sorted(), most: 8))"
      let ports =
        peer.ports.count == 1
        ? "port \(Words.ranges(peer.ports.sorted()))\(peer.open.isEmpty ? ", not open" : "")"
        : "\(peer.ports.count) ports (\(open))"
      let times = peer.count > peer.ports.count ? ", \(peer.count) times" : ""
      clauses.append(Clause("→ \(host) \(ports)\(times)", [peer.event], eventCount: peer.count))
    }
    if order.count > Self.mostNames {
      clauses.append(Clause("→ \(order.count - Self.mostNames) more hosts"))
    }
    let sorts: [(Names, String)] = [
      (created, "created"), (changed, "changed"), (renamed, "renamed"), (removed, "removed"),
      (signals, "sent"), (programs, "ran"),
    ]
    return clauses + sorts.compactMap { $0.0.clause($0.1) }
  }
}
