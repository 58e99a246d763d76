import Events
import Filters

/// Says of a group of contacts what, who and why.
struct ContactFinding {
  private let explainer: Explainer
  private let log: ContactLog
  private let group: ContactGroup
  private let destination: AddressMatch
  /// Who made the first contact.
  private let actor: ActingProcess
  /// The network namespace of the first contact.
  private let network: Int64?

  /// - Throws: ``HistoryError``; `missing` where the events have had to make room meanwhile.
  init(
    _ explainer: Explainer, _ log: ContactLog, _ group: ContactGroup, _ destination: AddressMatch
  ) throws {
    self.explainer = explainer
    self.log = log
    self.group = group
    self.destination = destination
    let contact = group.contacts.first { $0.count > 0 } ?? group.contacts[0]
    var actor: ActingProcess?
    var network: Int64?
    try explainer.events(
      ContactLog.kinds, .field("seq", isOneOf: [contact.sequence]),
      in: contact.time...contact.time + ContactLog.delay,
      fields: ActingProcess.fields.union(["net.namespace"])
    ) { line, reader in
      let found = ActingProcess(line, reader)
      if found.event == log.reference(contact) {
        actor = found
        network = reader.number("net.namespace")
      }
      return actor == nil
    }
    guard let actor else {
      throw HistoryError("event \(log.reference(contact)) is no more to be had", .missing)
    }
    self.actor = actor
    self.network = network
  }

  func finding() throws -> Finding {
    var finding = Finding(group.scan != nil ? .scan : group.storm != nil ? .retryStorm : .traffic)
    // As of its first contact; a process that was forked for it has run nothing itself.
    let time = group.times.lowerBound
    let lineage = try explainer.lineage(
      of: actor.id, parent: actor.parent, started: actor.started, at: time)
    finding.what = [act(lineage), outcome()]
    if let method = try method() { finding.what.append(method) }
    let found = isPackets ? try listeners() : nil
    if let found { finding.what.append(found.clause) }
    finding.who = try explainer.who(actor.person, first, at: time)
    finding.why = try explainer.why(
      lineage, process: actor.id, person: actor.person, at: group.times.upperBound)
    if let hint = ScannerHint.text(lineage.program, ports: group.ports.count) {
      finding.why.insert(hint, at: min(1, finding.why.count))
    }
    finding.facts = facts(lineage, listened: found?.ports ?? [])
    return finding
  }

  // MARK: - What

  private var attempts: [Contact] { group.contacts.filter { $0.count > 0 } }
  private var first: EventReference { actor.event }
  private var isPackets: Bool { attempts.contains { $0.method == .packet } }

  private var program: String { actor.program.map(Words.name) ?? "a program of no known name" }

  private var processes: [String] {
    var seen: Set<String> = []
    return group.makers.map { log.makers[$0].process }.filter { seen.insert($0).inserted }
  }

  private func act(_ lineage: Lineage) -> Clause {
    let took = group.times.upperBound - group.times.lowerBound
    let span =
      took > 0
      ? "in \(Words.duration(took)), from \(Words.time(group.times.lowerBound))"
      : "at \(Words.time(group.times.lowerBound))"
    let judgement: String
    switch (group.scan, group.storm) {
    case (.some(let scan), _):
      let sort =
        scan.isOfPorts && scan.isOfHosts
        ? "a scan of ports and of hosts" : scan.isOfHosts ? "a scan of hosts" : "a port scan"
      judgement = "\(span): \(sort), not an application at work."
    case (nil, .some):
      judgement =
        "\(span): a retry storm, one application that goes on asking one port in vain; not a scan."
    default: judgement = "\(span): normal traffic."
    }
    let references = [first, log.reference(attempts.last ?? group.contacts[0])]
    return Clause(
      "\(who(lineage)) \(object) \(judgement)",
      references[0] == references[1] ? [first] : references,
      eventCount: attempts.count, condition: condition)
  }

  private func who(_ lineage: Lineage) -> String {
    guard processes.count > 1 else { return "\(program) (pid \(actor.pid))" }
    let count = "\(processes.count) processes of \(program)"
    guard Set(group.makers.map { log.makers[$0].parent }).count == 1, let pid = actor.parentPid
    else {
      return count
    }
    let parent = actor.parentProgram.map { "\(Words.name($0)) (pid \(pid))" } ?? "process \(pid)"
    return "\(count), all of them children of \(parent),"
  }

  private var protocolName: String {
    let methods = Set(attempts.map(\.method))
    if methods == [.datagram] { return "UDP " }
    return methods == [.connection] ? "TCP " : ""
  }

  /// `tried 1000 distinct TCP ports of 127.0.0.1`.
  private var object: String {
    let ports = group.ports.sorted()
    let hosts = group.hosts.sorted()
    let host = hosts.count == 1 ? log.hosts[Int(hosts[0])] : "\(hosts.count) hosts"
    if let storm = group.storm, group.scan == nil {
      let count = attempts.filter { Endpoint(host: $0.host, port: $0.port) == storm }
        .reduce(0) { $0 + Int($1.count) }
      return
        "tried \(count) times to reach \(protocolName)port \(storm.port) of \(log.hosts[Int(storm.host)])"
    }
    if group.scan == nil {
      return "had \(Words.count(group.attempts, "contact")) with \(protocolName)port"
        + "\(ports.count == 1 ? "" : "s") \(Words.ranges(ports)) of \(host)"
    }
    if hosts.count == 1 {
      return "tried \(Words.count(ports.count, "distinct \(protocolName)port")) of \(host)"
    }
    let least = Words.count(ports.count, "distinct \(protocolName)port")
    return
      "tried \(least) of \(host) (\(hostNames)), \(group.outcomes.count) pairs of host and port"
  }

  private var hostNames: String {
    let names = group.hosts.map { log.hosts[Int($0)] }
    // Those that were asked about first.
    return Words.list(
      names.sorted {
        (destination.matches($0) ? 0 : 1, $0) < (destination.matches($1) ? 0 : 1, $1)
      },
      most: 4)
  }

  /// What finds all of these events.
  private var condition: String {
    let kinds =
      isPackets ? "kind in (net.send, net.raw)" : "kind in (net.connect, net.connects, net.send)"
    if processes.count == 1 { return "\(kinds) and process.id = \(actor.id)" }
    if let session = actor.person.session, let program = actor.program {
      return "\(kinds) and session = \(session) and exe = '\(program)'"
    }
    return "\(kinds) and process.parent.id = \(actor.parent ?? "unknown")"
  }

  private func outcome() -> Clause {
    var ports: [Contact.Outcome: [Endpoint]] = [:]
    for (endpoint, outcome) in group.outcomes { ports[outcome, default: []].append(endpoint) }
    var parts: [String] = []
    if let open = ports[.open] {
      parts.append("\(open.count == 1 ? "1 was open" : "\(open.count) were open"): \(list(open))")
    }
    if let refused = ports[.refused] {
      let some = refused.count <= 3 ? " (\(list(refused)))" : ""
      parts.append("\(refused.count) refused\(some)")
    }
    if let silent = ports[.unanswered] { parts.append("\(silent.count) did not answer") }
    if let unknown = ports[.unknown] {
      parts.append("of \(unknown.count) it is not recorded what came of it")
    }
    let telling = group.contacts.filter { $0.outcome == .open }.prefix(6).map(log.reference)
    let refusal = group.contacts.first { $0.outcome == .refused }.map { [log.reference($0)] } ?? []
    let text = parts.joined(separator: "; ")
    if ports.count == 1, ports[.unknown] != nil {
      return .unknown("What came of it, no event says.")
    }
    return Clause("\(text.prefix(1).uppercased() + text.dropFirst()).", telling + refusal)
  }

  private func list(_ endpoints: [Endpoint]) -> String {
    if group.hosts.count == 1 { return Words.ranges(endpoints.map(\.port)) }
    let names = endpoints.sorted { ($0.host, $0.port) < ($1.host, $1.port) }
      .map { "\(log.hosts[Int($0.host)]) port \($0.port)" }
    return Words.list(names, most: 6)
  }

  private func method() throws -> Clause? {
    guard isPackets else {
      guard group.scan != nil else { return nil }
      return Clause("Method: the connect call, as any program connects.", [first])
    }
    var sockets: [EventReference] = []
    let whose = Filter.field("process.id", isOneOf: processes)
    try explainer.events(
      [.netRaw], whose, in: .min...group.times.upperBound, fields: ["run", "result"]
    ) { line, reader in
      if reader.number("result") ?? 0 == 0 { sockets.append(explainer.event(line, reader)) }
      return sockets.count < 4
    }
    return Clause(
      "Method: raw packets of its own making, without any connect call, which takes root's rights.",
      sockets + [first])
  }

  /// Which of the ports somebody listened on: what answers packets got is not recorded.
  private func listeners() throws -> (clause: Clause, ports: [UInt16])? {
    let addresses = group.hosts.map { log.hosts[Int($0)] }
    guard addresses.allSatisfy({ $0.hasPrefix("127.") || $0 == "::1" }) else { return nil }
    let ports = group.ports
    var found: [UInt16: (program: String, process: String, event: EventReference)] = [:]
    let fields: Set<String> = [
      "run", "process.id", "process.exe", "local.address", "local.port", "net.namespace", "result",
    ]
    try explainer.events([.netListen], nil, in: .min...group.times.upperBound, fields: fields) {
      line, reader in
      guard reader.number("result") ?? 0 == 0, reader.number("net.namespace") == network,
        let port = reader.number("local.port"),
        let port = UInt16(exactly: port), ports.contains(port),
        let address = reader.text("local.address"),
        ["0.0.0.0", "::"].contains(address) || addresses.contains(address)
      else { return true }
      found[port] = (
        reader.text("process.exe").map(Words.name) ?? "a program",
        reader.text("process.id") ?? "", explainer.event(line, reader)
      )
      return true
    }
    // Whoever had ended by then listened no more.
    let listeners = Set(found.values.map(\.process)).sorted()
    try explainer.events(
      [.processExit], .field("process.id", isOneOf: listeners),
      in: .min...group.times.lowerBound, fields: ["process.id"]
    ) { _, reader in
      let ended = reader.text("process.id")
      found = found.filter { $0.value.process != ended }
      return true
    }
    guard !found.isEmpty else {
      return (.unknown("Nobody was seen to begin listening on any of these ports."), [])
    }
    let open = found.keys.sorted()
    let texts = open.map { "\($0) (\(found[$0]?.program ?? ""))" }
    let clause = Clause(
      "Had been listened on, as far as is recorded, and so could answer: \(Words.list(texts)).",
      open.compactMap { found[$0]?.event })
    return (clause, open)
  }

  // MARK: - For programs

  private func facts(
    _ lineage: Lineage, listened: [UInt16]
  ) -> [(name: String, value: AnswerJSON)] {
    let outcomes = Dictionary(grouping: group.outcomes.keys) { group.outcomes[$0] ?? .unknown }
    func count(_ outcome: Contact.Outcome) -> AnswerJSON { .count(outcomes[outcome]?.count ?? 0) }
    let open = outcomes[.open] ?? []
    return [
      ("program", .text(actor.program)), ("processes", .count(processes.count)),
      ("pid", processes.count == 1 ? .count(Int(actor.pid)) : .null),
      ("root", .text(lineage.program?.process)),
      ("root_pid", .count(lineage.program.map { Int($0.pid) })),
      ("hosts", .count(group.hosts.count)), ("ports", .count(group.ports.count)),
      ("endpoints", .count(group.outcomes.count)), ("attempts", .count(group.attempts)),
      ("of_ports", .flag(group.scan?.isOfPorts ?? false)),
      ("of_hosts", .flag(group.scan?.isOfHosts ?? false)),
      ("listened_ports", .list(listened.map { .number(Int64($0)) })),
      (
        "open_ports",
        .list(Set(open.map(\.port)).sorted().prefix(100).map { .number(Int64($0)) })
      ),
      ("open", count(.open)), ("refused", count(.refused)), ("unanswered", count(.unanswered)),
      ("not_known", count(.unknown)),
      ("method", isPackets ? "packets" : "connect"),
      ("from", .time(group.times.lowerBound)), ("to", .time(group.times.upperBound)),
      ("person", actor.person.json),
      ("command", .strings(lineage.program?.argv ?? [])),
    ]
  }
}
