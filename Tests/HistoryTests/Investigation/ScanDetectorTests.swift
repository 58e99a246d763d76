import Testing

@testable import History

/// What is a scan, and what is none.
@Suite struct ScanDetectorTests {
  private let second: Int64 = 1_000_000_000

  /// A contact with every port of every host, one after the other.
  private func contacts(
    hosts: Int = 1, ports: Int = 1, every pause: Double = 0.001,
    outcome: Contact.Outcome = .refused, method: Contact.Method = .connection
  ) -> [Contact] {
    (0..<hosts * ports).map { number in
      Contact(
        time: Int64(Double(number) * pause * 1e9), sequence: UInt64(number + 1), process: 0,
        host: Int32(number / ports), run: 0, count: 1, port: UInt16(number % ports + 1),
        method: method, outcome: outcome)
    }
  }

  @Test("Many ports of a host within a minute are a scan of ports")
  func ports() {
    let scans = ScanDetector().scans(contacts(ports: 1000))
    #expect(scans == [.init(range: 0...999, isOfPorts: true, isOfHosts: false)])
    #expect(ScanDetector().scans(contacts(ports: 14)) == [])
    #expect(ScanDetector().scans(contacts(ports: 15)).count == 1)
  }

  @Test("A port of many hosts is a scan of hosts")
  func hosts() {
    let scans = ScanDetector().scans(contacts(hosts: 16))
    #expect(scans == [.init(range: 0...15, isOfPorts: false, isOfHosts: true)])
    #expect(ScanDetector().scans(contacts(hosts: 11)) == [])
  }

  @Test("Both at once are one scan")
  func both() {
    let scans = ScanDetector().scans(contacts(hosts: 16, ports: 1000, every: 0.0001))
    #expect(scans == [.init(range: 0...15_999, isOfPorts: true, isOfHosts: true)])
  }

  @Test("One port again and again is none, however often")
  func retries() {
    let retries = contacts(ports: 5000).map { contact in
      var contact = contact
      contact.port = 5432
      return contact
    }
    #expect(ScanDetector().scans(retries) == [])
  }

  @Test("One that takes its time is found in an hour, and one that takes more is not")
  func slow() {
    #expect(ScanDetector().scans(contacts(ports: 100, every: 15)).count == 1)
    #expect(ScanDetector().scans(contacts(ports: 100, every: 1000)) == [])
  }

  @Test("The window slides: what is before and after a scan is no part of it")
  func window() {
    var all = contacts(ports: 3)
    let scan = contacts(ports: 200).map { contact in
      var contact = contact
      contact.time += 1000 * second
      return contact
    }
    all += scan
    var late = scan[0]
    late.time += 5000 * second
    all.append(late)
    #expect(
      ScanDetector().scans(all) == [.init(range: 0...203, isOfPorts: true, isOfHosts: false)]
        || ScanDetector().scans(all) == [.init(range: 3...202, isOfPorts: true, isOfHosts: false)])
    var quick = ScanDetector()
    quick.rules = [ScanDetector.rules[0]]
    #expect(quick.scans(all) == [.init(range: 3...202, isOfPorts: true, isOfHosts: false)])
  }

  @Test(
    "Who gets nearly all that is asked for is an application; packets of one's own making are not")
  func application() {
    #expect(ScanDetector().scans(contacts(ports: 100, outcome: .open)) == [])
    #expect(ScanDetector().scans(contacts(hosts: 100, outcome: .open)) == [])
    #expect(
      ScanDetector().scans(contacts(ports: 100, outcome: .unknown, method: .packet)).count == 1)
  }
}
