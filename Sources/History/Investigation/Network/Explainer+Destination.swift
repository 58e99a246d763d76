import Events
public import Filters

extension Explainer {
  /// So many findings are told in full; the rest is summed up.
  private static let mostFindings = 8
  /// How long before and after what is told of the address, its makers' other contacts are looked at.
  private static let margin: Int64 = 60_000_000_000

  /// Who sent what to an address, in a time: scans, storms and normal traffic.
  ///
  /// - Parameters:
  ///   - destination: the address, or a network.
  ///   - ports: only who tried at least so many ports.
  ///   - times: nanoseconds since 1970.
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
    try read(condition, in: times, into: log) { destination.matches($0) }
    try readOtherContacts(of: log, than: destination)
    let targets = Set(
      log.hosts.indices.filter { destination.matches(log.hosts[$0]) }.map(Int32.init))
    let groups = ContactGrouping(log: log).groups().filter { group in
      !group.hosts.isDisjoint(with: targets) && group.ports.count >= ports
    }
    var findings: [Finding] = []
    var ordinary: [ContactGroup] = []
    for group in groups {
      if group.scan == nil, group.storm == nil, findings.count >= Self.mostFindings {
        ordinary.append(group)
      } else {
        findings.append(try ContactFinding(self, log, group, targets, destination).finding())
      }
    }
    var remarks: [Clause] = []
    if !ordinary.isEmpty {
      let contacts = ordinary.reduce(0) { $0 + $1.attempts }
      remarks.append(
        Clause(
          "Besides, \(Words.count(ordinary.count, "other program")) had "
            + "\(Words.count(contacts, "contact")) with it, none of them a scan or a storm."))
    }
    if log.left > 0 {
      remarks.append(
        .unknown("\(log.left) contacts were too many to be looked at; --from and --to say less."))
    }
    return explanation(findings, remarks)
  }

  private func read(
    _ condition: Filter?, in times: ClosedRange<Int64>, into log: ContactLog,
    where isMeant: (String) -> Bool
  ) throws {
    let selection = EventSelection(
      times: times, kinds: ContactLog.kinds, condition: condition, fields: ContactLog.fields)
    problems += try history.forEach(selection) { line in
      try log.note(line, where: isMeant)
      return true
    }
  }

  /// What the same programs of the same sessions had to do with other addresses at that time.
  private func readOtherContacts(of log: ContactLog, than destination: AddressMatch) throws {
    guard let first = log.contacts.map(\.time).min(), let last = log.contacts.map(\.time).max()
    else { return }
    let makers = log.makers
    var kin: [Filter] = [
      .field("process.exe", isOneOf: Set(makers.compactMap(\.program)).sorted())
    ]
    let sessions = Set(makers.map(\.person.session))
    if !sessions.contains(nil) {
      kin.append(.field("session.id", isOneOf: sessions.compactMap(\.self).sorted()))
    }
    let times = first - Self.margin...last + Self.margin
    try read(.all(kin), in: times, into: log) { !destination.matches($0) }
  }
}
