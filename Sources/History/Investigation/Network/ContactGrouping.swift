/// Sorts the contacts of a log into groups.
struct ContactGrouping {
  /// So many attempts at one port within ``stormWindow``, most of them in vain, are a storm.
  private static let stormAttempts = 30
  private static let stormWindow: Int64 = 60_000_000_000

  let log: ContactLog
  var detector = ScanDetector()

  /// All groups: scans first, then storms, then what did most.
  func groups() -> [ContactGroup] {
    let contacts = log.contacts.sorted {
      ($0.process, $0.time, $0.sequence) < ($1.process, $1.time, $1.sequence)
    }
    var groups: [ContactGroup] = []
    var kin: [Int32: [Contact]] = [:]
    var first = 0
    while first < contacts.count {
      let maker = contacts[first].process
      let next = contacts[first...].firstIndex { $0.process != maker } ?? contacts.count
      let own = Array(contacts[first..<next])
      first = next
      if let scan = scan(of: own) {
        groups.append(ContactGroup(makers: [Int(maker)], contacts: own, scan: scan))
      } else {
        kin[log.makers[Int(maker)].kin, default: []] += own
      }
    }
    for contacts in kin.values { groups += split(contacts) }
    return groups.sorted { rank($0) < rank($1) }
  }

  /// One process is one scan, however often it paused.
  private func scan(of contacts: [Contact]) -> ScanDetector.Scan? {
    let scans = detector.scans(contacts)
    guard let first = scans.first else { return nil }
    return scans.dropFirst().reduce(first) { whole, scan in
      ScanDetector.Scan(
        range: whole.range.lowerBound...scan.range.upperBound,
        isOfPorts: whole.isOfPorts || scan.isOfPorts, isOfHosts: whole.isOfHosts || scan.isOfHosts)
    }
  }

  private func rank(_ group: ContactGroup) -> (Int, Int, Int64) {
    (group.scan != nil ? 0 : group.storm != nil ? 1 : 2, -group.attempts, group.times.lowerBound)
  }

  /// The scans of a lineage, each a group of its own, and the rest as another one.
  private func split(_ unsorted: [Contact]) -> [ContactGroup] {
    let contacts = unsorted.sorted { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
    var groups: [ContactGroup] = []
    var rest: [Contact] = []
    var next = 0
    for scan in detector.scans(contacts) {
      rest += contacts[next..<scan.range.lowerBound]
      groups.append(group(Array(contacts[scan.range]), scan: scan))
      next = scan.range.upperBound + 1
    }
    rest += contacts[next...]
    guard rest.contains(where: { $0.count > 0 }) else { return groups }
    return groups + [group(rest, storm: Self.storm(rest))]
  }

  private func group(
    _ contacts: [Contact], scan: ScanDetector.Scan? = nil, storm: Endpoint? = nil
  ) -> ContactGroup {
    ContactGroup(
      makers: Set(contacts.map { Int($0.process) }).sorted(), contacts: contacts, scan: scan,
      storm: storm)
  }

  private static func storm(_ contacts: [Contact]) -> Endpoint? {
    var counts: [Endpoint: Int] = [:]
    for contact in contacts {
      counts[Endpoint(host: contact.host, port: contact.port), default: 0] += Int(contact.count)
    }
    let often = counts.filter { $0.value >= stormAttempts }.sorted { $0.value > $1.value }
    return often.first { often in
      isStorm(contacts.filter { Endpoint(host: $0.host, port: $0.port) == often.key })
    }?.key
  }

  /// Of contacts with one port.
  private static func isStorm(_ contacts: [Contact]) -> Bool {
    let attempts = contacts.reduce(0) { $0 + Int($1.count) }
    // Where it did not come to anything at once, the end of the connection says so.
    let vain = contacts.reduce(0) { sum, contact in
      [.refused, .unanswered].contains(contact.outcome) ? sum + max(1, Int(contact.count)) : sum
    }
    guard vain * 2 >= attempts else { return false }
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
