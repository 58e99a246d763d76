/// Contacts that belong together: of one process, or of one program's processes in one session.
struct ContactGroup {
  /// The places of who made them, in the log.
  var makers: [Int]
  /// In the order of time.
  var contacts: [Contact]
  var scan: ScanDetector.Scan?
  /// The port that was tried again and again, in vain.
  var storm: Endpoint?
  /// Distinct ports of distinct hosts, and what came of each.
  let outcomes: [Endpoint: Contact.Outcome]

  init(makers: [Int], contacts: [Contact]) {
    self.makers = makers
    self.contacts = contacts
    outcomes = ScanDetector.outcomes(contacts)
  }

  /// How often it was tried, as far as it was told.
  var attempts: Int { contacts.reduce(0) { $0 + Int($1.count) } }

  /// How many distinct ports the hosts were asked for.
  var ports: Set<UInt16> { Set(outcomes.keys.map(\.port)) }

  /// How many hosts there were.
  var hosts: Set<Int32> { Set(outcomes.keys.map(\.host)) }

  /// The first and the last moment.
  var times: ClosedRange<Int64> {
    let times = contacts.filter { $0.count > 0 }.map(\.time)
    guard let first = times.min(), let last = times.max() else { return 0...0 }
    return first...last
  }
}

/// Sorts the contacts of a log into groups.
struct ContactGrouping {
  /// So many attempts at one port within ``stormWindow``, most of them in vain, are a storm.
  private static let stormAttempts = 30
  private static let stormWindow: Int64 = 60_000_000_000

  let log: ContactLog
  var detector = ScanDetector()

  /// What processes of one lineage have in common.
  private struct Kinship: Hashable {
    var origin: String
    var users: [String]
    var program: String
  }

  /// All groups: scans first, then storms, then what did most.
  func groups() -> [ContactGroup] {
    let contacts = log.contacts.sorted { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
    var byMaker: [Int: [Contact]] = [:]
    for contact in contacts { byMaker[Int(contact.process), default: []].append(contact) }
    var groups: [ContactGroup] = []
    var kin: [Kinship: [Int]] = [:]
    for (number, contacts) in byMaker {
      let scans = detector.scans(contacts)
      guard let first = scans.first else {
        kin[kinship(log.makers[number]), default: []].append(number)
        continue
      }
      // One process is one scan, however often it paused.
      var group = ContactGroup(makers: [number], contacts: contacts)
      group.scan = scans.dropFirst().reduce(first) { whole, scan in
        ScanDetector.Scan(
          range: whole.range.lowerBound...scan.range.upperBound,
          isOfPorts: whole.isOfPorts || scan.isOfPorts,
          isOfHosts: whole.isOfHosts || scan.isOfHosts)
      }
      groups.append(group)
    }
    for makers in kin.values { groups += split(makers, byMaker) }
    return groups.sorted { rank($0) < rank($1) }
  }

  private func rank(_ group: ContactGroup) -> (Int, Int, Int64) {
    (group.scan != nil ? 0 : group.storm != nil ? 1 : 2, -group.attempts, group.times.lowerBound)
  }

  private func kinship(_ maker: ContactLog.Maker) -> Kinship {
    Kinship(
      origin: maker.person.session ?? maker.parent ?? maker.process,
      users: maker.person.users.isEmpty ? [maker.person.name] : maker.person.users,
      program: maker.program ?? "")
  }

  /// The scans of a lineage, each a group of its own, and the rest as another one.
  private func split(_ makers: [Int], _ byMaker: [Int: [Contact]]) -> [ContactGroup] {
    let contacts = makers.flatMap { byMaker[$0] ?? [] }
      .sorted { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
    var groups: [ContactGroup] = []
    var rest: [Contact] = []
    var next = 0
    for scan in detector.scans(contacts) {
      rest += contacts[next..<scan.range.lowerBound]
      var group = group(Array(contacts[scan.range]))
      group.scan = scan
      groups.append(group)
      next = scan.range.upperBound + 1
    }
    rest += contacts[next...]
    guard rest.contains(where: { $0.count > 0 }) else { return groups }
    var remainder = group(rest)
    remainder.storm = Self.storm(rest)
    return groups + [remainder]
  }

  private func group(_ contacts: [Contact]) -> ContactGroup {
    ContactGroup(makers: Set(contacts.map { Int($0.process) }).sorted(), contacts: contacts)
  }

  private static func storm(_ contacts: [Contact]) -> Endpoint? {
    var byEndpoint: [Endpoint: [Contact]] = [:]
    for contact in contacts {
      byEndpoint[Endpoint(host: contact.host, port: contact.port), default: []].append(contact)
    }
    let storms = byEndpoint.filter { isStorm($0.value) }
    return storms.max { $0.value.count < $1.value.count }?.key
  }

  /// Of contacts with one port.
  private static func isStorm(_ contacts: [Contact]) -> Bool {
    let attempts = contacts.reduce(0) { $0 + Int($1.count) }
    // Where it did not come to anything at once, the end of the connection says so.
    let vain = contacts.reduce(0) { sum, contact in
      [.refused, .unanswered].contains(contact.outcome) ? sum + max(1, Int(contact.count)) : sum
    }
    guard attempts >= stormAttempts, vain * 2 >= attempts else { return false }
    var first = 0
    var inWindow = 0
    for contact in contacts {
      inWindow += Int(contact.count)
      while contacts[first].time < contact.time - stormWindow {
        inWindow -= Int(contacts[first].count)
        first += 1
      }
      if inWindow >= stormAttempts { return true }
    }
    return false
  }
}
