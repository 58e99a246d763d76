import Events
import Testing

@testable import Filters

@Suite struct ConditionTests {
  @Test(
    "What is so",
    arguments: [
      "kind = process.exec", "kind in (file.open, process.exec)", "kind ~ process.*",
      "pid = 4711", "pid != 4712", "pid >= 4711 and pid <= 4711", "pid > 4710 and pid < 5k",
      "uid in (0, 1000)", "result = -13", "result < 0", "result > -14", "process.argc = 4",
      "user = carol", "user = 'carol'", "user = \"carol\"", "not user = dave", "user != dave",
      "user not in (dave, root)", "exe ~ /usr/bin/*", "exe ~ */nmap", "exe ~ */bin/*",
      "exe ~ /usr/*/n?ap", "exe ilike /USR/BIN/NMAP", "exe startswith /usr", "exe endswith nmap",
      "exe contains bin", "exe icontains BIN", "exe istartswith /USR", "exe iendswith MAP",
      "exe =~ '^/usr/(s)?bin/[mn]map$'", "exe matches 'n.ap'", "exe imatches NMAP",
      "exe !~ /tmp/*", "argv = -sS", "argv contains 10.0", "cmdline contains \"nmap -sS\"",
      "cmdline endswith \"say \\\"hi\\\"\\n\"", "argv contains '\"hi\"'", "argv ~ \"say *\"",
      "cmdline =~ '^nmap -s[A-Z] '", "has tty", "tty = *", "not has file.path",
      "not path = /etc/passwd", "exe.memfd = false", "exe.memfd != true", "exe.mode = 0755",
      "time >= 2026-11-22", "time < 2026-11-22T10:00:00.2Z",
      "time = \"2026-11-22T10:00:00.123456789Z\"", "time > \"2026-11-22T10:00:00Z\"",
      "entry.address in 2001:db8::/32", "entry.address = 2001:0db8:0:0::0001",
      "entry.address in (10.0.0.0/8, 2001:db8::/64)", "ppid = 1234", "parent endswith sshd",
      "(pid = 1 or pid = 4711) and (user = carol or user = root)",
      "pid = 1 and pid = 2 or pid = 4711", "!(pid = 1) && user == carol || pid = 3",
      "not not pid = 4711", "user = carol and not (exe ~ /tmp/* or exe ~ /dev/shm/*)",
    ])
  func holds(_ text: String) throws {
    #expect(try FilterCondition(text).holds(for: Lines.exec))
    #expect(try !FilterCondition("not (\(text))").holds(for: Lines.exec))
  }

  @Test(
    "What is not so",
    arguments: [
      "kind = file.open", "pid = 4712", "pid != 4711", "user = Carol", "path != /etc/passwd",
      "path not in (/etc/passwd, /etc/shadow)", "has path", "path = *", "port < 100000",
      "exe contains n/m", "exe startswith usr", "exe ~ nmap", "exe =~ ^nmap", "argv != nmap",
      "argv contains \"\\\\n\"", "argv = nm", "time > 2026-11-23", "user in (car, carola)",
      "entry.address in 2001:db9::/32", "entry.address in 0.0.0.0/0",
    ])
  func doesNotHold(_ text: String) throws {
    #expect(try !FilterCondition(text).holds(for: Lines.exec))
    #expect(try FilterCondition("not (\(text))").holds(for: Lines.exec))
  }

  @Test("Addresses, numbers of 64 bits, and what may be a host's name")
  func others() throws {
    for text in [
      "kind = net.connect and port in (22, 4444) and user = carol", "address in 192.0.2.0/24",
      "address = 192.0.2.77", "address in ::ffff:192.0.2.0/120", "address not in 10.0.0.0/8",
      "seq = 18446744073709551615", "seq > 18446744073709551614", "domain ~ *.example.org",
      "domain ilike evil.*",
    ] { #expect(try FilterCondition(text).holds(for: Lines.connect), "\(text)") }
    #expect(try FilterCondition("dns.addresses in 2001:db8::/32").holds(for: Lines.answer))
    #expect(try FilterCondition("dns.addresses = 192.0.2.1").holds(for: Lines.answer))
    #expect(try !FilterCondition("dns.addresses in 192.0.3.0/24").holds(for: Lines.answer))
    #expect(try FilterCondition("auth.remote in 203.0.113.0/24").holds(for: Lines.login))
    #expect(try !FilterCondition("auth.remote = host.example.org").holds(for: Lines.login))
    #expect(try FilterCondition("auth.success = false").holds(for: Lines.login))
  }

  @Test(
    "The kind given beside the line decides as the line does",
    arguments: [
      "kind = process.exec", "kind != process.exec", "kind ~ *.exec and pid = 4711", "user = carol",
      "path = /etc/passwd or user = carol", "not has path", "port = 4444", "has kind and port = 22",
      "auth.success = false", "dns.addresses = 192.0.2.1", "kind in (net.connect, dns.answer)",
    ])
  func kinds(_ text: String) throws {
    let condition = try FilterCondition(text)
    let lines: [(String, EventKind)] = [
      (Lines.exec, .processExec), (Lines.connect, .netConnect), (Lines.answer, .dnsAnswer),
      (Lines.login, .authAttempt),
    ]
    for (line, kind) in lines {
      let bytes = Array(line.utf8)
      let byLine = try condition.holds(for: bytes.span.bytes)
      #expect(try condition.holds(for: bytes.span.bytes, kind: kind) == byLine, "\(kind)")
      // Of one that nobody knows the line is asked.
      for number in [0, UInt16.max] {
        let unknown = EventKind(rawValue: number)
        #expect(try condition.holds(for: bytes.span.bytes, kind: unknown) == byLine)
      }
    }
  }

  @Test("Of what the kind decides nothing is read")
  func kindAlone() throws {
    let line: [UInt8] = []
    #expect(
      try FilterCondition("kind = process.exec").holds(for: line.span.bytes, kind: .processExec))
    #expect(
      try !FilterCondition("path ~ /etc/* and pid = 1").holds(
        for: line.span.bytes, kind: .processExec))
    let condition = try FilterCondition("pid = 1")
    #expect(throws: LineError.self) {
      try condition.holds(for: line.span.bytes, kind: .processExec)
    }
  }

  @Test("A condition reads no further than it has to")
  func earlyExit() throws {
    let cut = String(Lines.exec.prefix(60))
    #expect(try FilterCondition("kind = process.exec").holds(for: cut))
    #expect(try !FilterCondition("kind = file.open and path ~ /etc/*").holds(for: cut))
    #expect(try FilterCondition("kind = process.exec or pid = 1").holds(for: cut))
    let condition = try FilterCondition("kind = process.exec and pid = 4711")
    #expect(throws: LineError.self) { try condition.holds(for: cut) }
    #expect(try condition.holds(for: Lines.exec))
  }

  @Test("Every field of the catalogue can be asked for")
  func fields() throws {
    for definition in EventCatalog.all {
      for field in definition.fields {
        let found = try #require(FilterField(named: field.name))
        #expect(found.type == field.type, "\(definition.name): \(field.name)")
        _ = try FilterCondition("has \(field.name)")
      }
    }
    for (short, name) in FilterField.shortNames {
      #expect(FilterField(named: short)?.name == name, "\(short)")
      #expect(FilterField.catalogue[short] == nil, "\(short) is a field of its own")
    }
  }

  @Test("A filter can be walked")
  func tree() throws {
    let filter = try Filter("user = carol and (pid > 1 or cmdline contains x)")
    #expect(filter.fields.map(\.name) == ["user.name", "process.pid", "process.argv"])
    let user = try #require(FilterField(named: "user"))
    guard case .all(let parts) = filter else {
      Issue.record("no conjunction: \(filter)")
      return
    }
    #expect(
      parts.first == .clause(FilterClause(field: user, test: .oneOf([.text("carol")]))))
  }
}
