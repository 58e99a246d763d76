import Events
import Filters

/// Contacts in the order of the stream, and who made them: bounded, whatever there was.
final class ContactLog {
  /// No more contacts are kept: these are 24 MiB.
  static let limit = 600_000

  /// Who makes contacts.
  struct Maker {
    var process: String
    var pid: Int64
    var parent: String?
    var parentPid: Int64?
    var parentProgram: String?
    var program: String?
    var person: Person
  }

  private(set) var contacts: [Contact] = []
  private(set) var makers: [Maker] = []
  private(set) var hosts: [String] = []
  private(set) var runs: [String] = []
  /// Contacts that were too many.
  private(set) var left = 0

  private var makerNumbers: [String: Int32] = [:]
  private var hostNumbers: [String: Int32] = [:]
  private var runNumbers: [String: Int32] = [:]
  private let reader = FieldReader(Array(fields))

  static let kinds: Set<EventKind> = [.netConnect, .netConnects, .netSend, .netClose]
  /// What is read of each.
  static let fields = Set(
    Person.fields + [
      "run", "process.id", "process.pid", "process.parent.id", "process.parent.pid",
      "process.parent.exe", "process.exe", "net.type", "net.origin", "net.state", "net.count",
      "remote.address", "remote.port", "packet.destination", "packet.destination_port", "result",
    ])

  /// Takes in what an event of one of the ``kinds`` says.
  ///
  /// - Parameter isMeant: whether contacts with an address are.
  /// - Throws: ``HistoryError`` where it cannot be read.
  func note(_ line: SegmentLine, where isMeant: (String) -> Bool) throws(HistoryError) {
    try reader.read(line)
    guard let address = reader.text("packet.destination") ?? reader.text("remote.address"),
      let port = reader.number("packet.destination_port") ?? reader.number("remote.port"),
      // getaddrinfo(3) asks by it which address it would have.
      port > 0, port <= 65535
    else { return }
    if line.kind == .netClose, reader.text("net.origin") != "connect" { return }
    let method = method
    if line.kind == .netClose, method != .connection { return }
    guard isMeant(address) else { return }
    guard contacts.count < Self.limit else {
      left += 1
      return
    }
    contacts.append(
      Contact(
        time: line.time, sequence: line.sequence, process: maker(), host: host(address),
        run: run(), count: count(line.kind), port: UInt16(port), method: method,
        outcome: outcome(line.kind, method)))
  }

  func reference(_ contact: Contact) -> EventReference {
    EventReference(run: runs[Int(contact.run)], sequence: contact.sequence)
  }

  // MARK: - What an event says

  private var method: Contact.Method {
    switch reader.text("net.type") {
    case "dgram": .datagram
    case "raw", "packet": .packet
    default: .connection
    }
  }

  private func count(_ kind: EventKind) -> UInt32 {
    switch kind {
    case .netClose: 0
    case .netConnects: UInt32(clamping: reader.number("net.count") ?? 1)
    default: 1
    }
  }

  /// Numbers of errors as Linux has them on all machines that are supported.
  private func outcome(_ kind: EventKind, _ method: Contact.Method) -> Contact.Outcome {
    let error = -(reader.number("result") ?? 0)
    switch error {
    case 111: return .refused
    // ETIMEDOUT, EHOSTUNREACH, EHOSTDOWN, ENETUNREACH.
    case 110, 113, 112, 101: return .unanswered
    default: break
    }
    guard method == .connection else { return .unknown }
    if kind == .netClose { return reader.text("net.state") == "syn_sent" ? .unanswered : .open }
    return error == 0 ? .open : .unknown
  }

  // MARK: - Numbers for texts

  private func maker() -> Int32 {
    let process = reader.text("process.id") ?? ""
    // A process that runs another program is another one here.
    let key = "\(process) \(reader.text("process.exe") ?? "")"
    if let number = makerNumbers[key] { return number }
    let number = Int32(makers.count)
    makerNumbers[key] = number
    makers.append(
      Maker(
        process: process, pid: reader.number("process.pid") ?? 0,
        parent: reader.text("process.parent.id"), parentPid: reader.number("process.parent.pid"),
        parentProgram: reader.text("process.parent.exe"), program: reader.text("process.exe"),
        person: Person(reader)))
    return number
  }

  private func host(_ address: String) -> Int32 {
    if let number = hostNumbers[address] { return number }
    let number = Int32(hosts.count)
    hostNumbers[address] = number
    hosts.append(address)
    return number
  }

  private func run() -> Int32 {
    let run = reader.text("run") ?? ""
    if let number = runNumbers[run] { return number }
    let number = Int32(runs.count)
    runNumbers[run] = number
    runs.append(run)
    return number
  }
}
