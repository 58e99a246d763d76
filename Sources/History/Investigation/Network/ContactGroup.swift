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

  init(
    makers: [Int], contacts: [Contact], scan: ScanDetector.Scan? = nil, storm: Endpoint? = nil
  ) {
    self.makers = makers
    self.contacts = contacts
    self.scan = scan
    self.storm = storm
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
