import Events
import Filters

extension Explainer {
  /// So many findings that are no scans and no storms are told in full; the rest is summed up.
  private static let mostOrdinary = 3
  /// How long before and after what is told of the address, its makers' other contacts are looked at.
  private static let margin: Int64 = 60_000_000_000
  /// Of so many ports each is asked for; more are not told apart.
  private static let mostPorts = 64

  /// Who sent what to an address, in a time: scans, storms and normal traffic.
  ///
  /// What reaches the address is looked at first. Who tried many of its ports is known then; who tried one port of
  /// many hosts only when the same programs' contacts with others are looked at, for the same ports. Of those that
  /// scan all contacts are told.
  ///
  /// - Parameters:
  ///   - destination: the address, or a network.
  ///   - ports: only who tried at least so many ports.
  ///   - times: nanoseconds since 1970.
  /// - Returns: the findings.
  /// - Throws: ``HistoryError``.
  public func explain(
    destination: AddressMatch, atLeast ports: Int = 1, in times: ClosedRange<Int64>
  ) throws -> Explanation {
    let log = ContactLog()
    var condition: Filter?
    if let texts = destination.texts {
      condition = .any([
        .field("remote.address", isOneOf: texts), .field("packet.destination", isOneOf: texts),
      ])
    }
    try read(ContactLog.kinds, condition, in: times, into: log) { destination.matches($0) }
    let scanning = try kinThatScan(log, destination)
    if !scanning.isEmpty {
      try read(
        ContactLog.kinds, Self.condition(scanning), in: span(of: log, scanning), into: log,
        where: { !destination.matches($0) }, by: scanning.contains)
    }
    let targets = Set(
      log.hosts.indices.filter { destination.matches(log.hosts[$0]) }.map(Int32.init))
    let groups = ContactGrouping(log: log).groups().filter { group in
      !group.hosts.isDisjoint(with: targets) && group.ports.count >= ports
    }
    return try explanation(of: groups, log, targets, destination)
  }

  private func explanation(
    of groups: [ContactGroup], _ log: ContactLog, _ targets: Set<Int32>,
    _ destination: AddressMatch
  ) throws -> Explanation {
    var findings: [Finding] = []
    var told = 0
    var ordinary: [ContactGroup] = []
    for group in groups {
      if group.scan == nil, group.storm == nil {
        told += 1
        guard told <= Self.mostOrdinary else {
          ordinary.append(group)
          continue
        }
      }
      findings.append(try ContactFinding(self, log, group, destination).finding())
    }
    var remarks: [Clause] = []
    if !ordinary.isEmpty {
      let contacts = ordinary.reduce(0) { $0 + $1.attempts }
      remarks.append(
        Clause(
          "Besides, \(Words.count(ordinary.count, "other lineage", "other lineages")) had "
            + "\(Words.count(contacts, "contact")), none of them a scan or a storm."))
    }
    if log.left > 0 {
      remarks.append(
        .unknown("\(log.left) contacts were too many to be looked at; --from and --to say less."))
    }
    return explanation(findings, remarks)
  }

  private func read(
    _ kinds: Set<EventKind>, _ condition: Filter?, in times: ClosedRange<Int64>,
    into log: ContactLog, where isMeant: (String) -> Bool,
    by isKin: (Kin) -> Bool = { _ in true }
  ) throws {
    let (end, isBeyond) = times.upperBound.addingReportingOverflow(ContactLog.delay)
    let selection = EventSelection(
      times: times.lowerBound...(isBeyond ? .max : end), kinds: kinds, condition: condition,
      fields: ContactLog.fields)
    problems += try history.forEach(selection) { line in
      try log.note(line, in: times, where: isMeant, by: isKin)
      return true
    }
  }

  /// Who tried many ports of the address, or one of its ports on many other hosts too.
  private func kinThatScan(_ log: ContactLog, _ destination: AddressMatch) throws -> Set<Kin> {
    func kin(_ groups: [ContactGroup]) -> Set<Kin> {
      Set(
        groups.filter { $0.scan != nil }.flatMap(\.makers).map { log.kins[Int(log.makers[$0].kin)] }
      )
    }
    let known = kin(ContactGrouping(log: log).groups())
    let others = Set(log.kins).subtracting(known)
    guard !others.isEmpty else { return known }
    let wider = ContactLog()
    // What came to a connection at once is what applications do, and by far most of what there is.
    var conditions = [
      Self.condition(others),
      .any([.isNegative("result"), .field("kind", isOneOf: ["net.send"])]),
    ]
    let ports = Set(log.contacts.map(\.port))
    if ports.count <= Self.mostPorts {
      let numbers = ports.sorted().map(UInt64.init)
      conditions.append(
        .any([
          .field("remote.port", isOneOf: numbers),
          .field("packet.destination_port", isOneOf: numbers),
        ]))
    }
    try read(
      ContactLog.questions, .all(conditions), in: span(of: log, others), into: wider,
      where: { _ in true }, by: others.contains)
    // Of some it is the end of the connection that says whether there was one.
    var grouping = ContactGrouping(log: wider)
    grouping.detector.asksForOutcome = false
    let found = grouping.groups().filter { $0.scan != nil }.flatMap(\.makers)
    return known.union(found.map { wider.kins[Int(wider.makers[$0].kin)] })
  }

  /// The time in which these had to do with the address, and a little more.
  private func span(of log: ContactLog, _ kin: Set<Kin>) -> ClosedRange<Int64> {
    let numbers = Set(log.kins.indices.filter { kin.contains(log.kins[$0]) }.map(Int32.init))
    let times = log.contacts.filter { numbers.contains(log.makers[Int($0.process)].kin) }.map(
      \.time)
    guard let first = times.min(), let last = times.max() else { return 0...0 }
    return first - Self.margin...last + Self.margin
  }

  private static func condition(_ kin: Set<Kin>) -> Filter {
    var conditions: [Filter] = [.field("process.exe", isOneOf: Set(kin.map(\.program)).sorted())]
    if kin.allSatisfy(\.isSession) {
      conditions.append(.field("session.id", isOneOf: Set(kin.map(\.origin)).sorted()))
    }
    // Of a program of no known name there is nothing to ask for.
    return kin.contains { $0.program.isEmpty }
      ? .all(Array(conditions.dropFirst())) : .all(conditions)
  }
}
