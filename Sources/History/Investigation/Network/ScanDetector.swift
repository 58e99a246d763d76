/// Finds scans among contacts: many ports of a host, or many hosts, within a window of time that slides.
struct ScanDetector {
  /// How many within how long make a scan.
  struct Rule: Sendable {
    /// Nanoseconds.
    var window: Int64
    /// Ports of one host.
    var ports: Int
    /// Hosts, of which one port was tried.
    var hosts: Int
  }

  /// Quick ones, and those that take their time not to be noticed.
  static let rules = [
    Rule(window: 60_000_000_000, ports: 15, hosts: 12),
    Rule(window: 3_600_000_000_000, ports: 60, hosts: 60),
    Rule(window: 86_400_000_000_000, ports: 200, hosts: 250),
  ]

  /// What was found.
  struct Scan: Equatable, Sendable {
    /// The contacts, by their places, from the first to the last one of it.
    var range: ClosedRange<Int>
    /// Whether many ports of a host were tried.
    var isOfPorts: Bool
    /// Whether many hosts were.
    var isOfHosts: Bool
  }

  var rules = ScanDetector.rules
  /// Whether one who got nearly all that was asked for does not scan.
  var asksForOutcome = true

  /// The scans of one lineage; what overlaps is one.
  ///
  /// - Parameter contacts: of the lineage, in the order of time.
  /// - Returns: them, in the order of time.
  func scans(_ contacts: [Contact]) -> [Scan] {
    let outcomes = Self.outcomes(contacts)
    var found: [Scan] = []
    for rule in rules {
      let ports = Self.windows(
        contacts, rule.window, atLeast: rule.ports, group: { UInt32(bitPattern: $0.host) },
        member: { UInt32($0.port) })
      let hosts = Self.windows(
        contacts, rule.window, atLeast: rule.hosts, group: { UInt32($0.port) },
        member: { UInt32(bitPattern: $0.host) })
      found += ports.map { Scan(range: $0, isOfPorts: true, isOfHosts: false) }
      found += hosts.map { Scan(range: $0, isOfPorts: false, isOfHosts: true) }
    }
    return Self.merged(found).filter { scan in
      !asksForOutcome || Self.isSuspicious(contacts[scan.range], outcomes)
    }
  }

  /// An application gets what it asks for: where nearly all was open it is none that looks around.
  private static func isSuspicious(
    _ contacts: ArraySlice<Contact>, _ outcomes: [Endpoint: Contact.Outcome]
  ) -> Bool {
    var endpoints: Set<Endpoint> = []
    for contact in contacts where contact.count > 0 {
      if contact.method == .packet { return true }
      endpoints.insert(Endpoint(host: contact.host, port: contact.port))
    }
    let open = endpoints.count { outcomes[$0] == .open }
    return open * 5 <= endpoints.count * 4
  }

  /// What came of the contacts with each port, as far as is known.
  static func outcomes(_ contacts: [Contact]) -> [Endpoint: Contact.Outcome] {
    var outcomes: [Endpoint: Contact.Outcome] = [:]
    for contact in contacts {
      let endpoint = Endpoint(host: contact.host, port: contact.port)
      outcomes[endpoint] = max(outcomes[endpoint] ?? .unknown, contact.outcome)
    }
    return outcomes
  }

  /// The ranges of contacts that are in a window with enough distinct members of one group.
  private static func windows(
    _ contacts: [Contact], _ window: Int64, atLeast least: Int,
    group: (Contact) -> UInt32, member: (Contact) -> UInt32
  ) -> [ClosedRange<Int>] {
    var counts: [UInt64: Int] = [:]
    var distinct: [UInt32: Int] = [:]
    var ranges: [ClosedRange<Int>] = []
    var first = 0
    for (last, contact) in contacts.enumerated() where contact.count > 0 {
      let key = UInt64(group(contact)) << 32 | UInt64(member(contact))
      counts[key, default: 0] += 1
      if counts[key] == 1 { distinct[group(contact), default: 0] += 1 }
      while contacts[first].time < contact.time - window {
        defer { first += 1 }
        let old = contacts[first]
        guard old.count > 0 else { continue }
        let key = UInt64(group(old)) << 32 | UInt64(member(old))
        counts[key, default: 1] -= 1
        if counts[key] == 0 {
          counts[key] = nil
          distinct[group(old), default: 1] -= 1
          if distinct[group(old)] == 0 { distinct[group(old)] = nil }
        }
      }
      guard distinct[group(contact), default: 0] >= least else { continue }
      if let range = ranges.last, range.upperBound >= first {
        ranges[ranges.count - 1] = range.lowerBound...last
      } else {
        ranges.append(first...last)
      }
    }
    return ranges
  }

  private static func merged(_ scans: [Scan]) -> [Scan] {
    var merged: [Scan] = []
    for scan in scans.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard let last = merged.last, last.range.upperBound >= scan.range.lowerBound else {
        merged.append(scan)
        continue
      }
      merged[merged.count - 1] = Scan(
        range: last.range.lowerBound...max(last.range.upperBound, scan.range.upperBound),
        isOfPorts: last.isOfPorts || scan.isOfPorts, isOfHosts: last.isOfHosts || scan.isOfHosts)
    }
    return merged
  }
}
