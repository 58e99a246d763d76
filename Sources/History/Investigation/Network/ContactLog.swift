import Events

/// Contacts in the order of the stream, and who made them: bounded, whatever there was.
final class ContactLog {
  /// No more contacts are kept: with all that belongs to them these are less than 40 MiB.
  static let limit = 200_000

  /// A process that runs a program; only what tells it apart, for there may be many.
  struct Maker {
    var process: String
    /// The place of its parent's id.
    var parent: Int32
    /// The place of its kin.
    var kin: Int32
  }

  private(set) var contacts: [Contact] = []
  private(set) var makers: [Maker] = []
  private(set) var kins: [Kin] = []
  private(set) var hosts: [String] = []
  private(set) var runs: [String] = []
  /// Contacts that were too many.
  private(set) var left = 0

  private var makerNumbers: [MakerKey: Int32] = [:]
  private var kinNumbers: [Kin: Int32] = [:]
  private var hostNumbers: [String: Int32] = [:]
  private var runNumbers: [String: Int32] = [:]
  private var parents: [String] = []
  private var parentNumbers: [String: Int32] = [:]
  private var programNumbers: [String: Int32] = [:]
  private let reader = FieldReader(Array(fields))

  /// Of a process whose id is none of ours the text counts.
  private struct MakerKey: Hashable {
    var process: String
    var program: Int32
  }

  /// Who asks for something.
  static let questions: Set<EventKind> = [.netConnect, .netConnects, .netSend]
  /// And what came of it.
  static let kinds = questions.union([.netClose])
  /// So much later than they were, sums of contacts may be told: see `net.connects`.
  static let delay: Int64 = 5_000_000_000
  /// What is read of each.
  static let fields: Set<String> = [
    "run", "process.id", "process.parent.id", "process.exe", "user.id", "session.id",
    "session.users", "net.type", "net.origin", "net.state", "net.count", "net.from",
    "remote.address",
    "remote.port", "packet.destination", "packet.destination_port", "result",
  ]

  /// Takes in what an event of one of the ``kinds`` says.
  ///
  /// - Parameters:
  ///   - line: the event.
  ///   - times: when a contact has to have been.
  ///   - isMeant: whether contacts with an address are.
  ///   - isKin: whether those of its kin are.
  /// - Throws: ``HistoryError`` where it cannot be read.
  func note(
    _ line: SegmentLine, in times: ClosedRange<Int64>, where isMeant: (String) -> Bool,
    by isKin: (Kin) -> Bool = { _ in true }
  ) throws(HistoryError) {
    try reader.read(line)
    let time = line.kind == .netConnects ? reader.time("net.from") ?? line.time : line.time
    guard times.contains(time) else { return }
    guard let address = reader.text("packet.destination") ?? reader.text("remote.address"),
      let port = reader.number("packet.destination_port") ?? reader.number("remote.port"),
      // getaddrinfo(3) asks by port 0 which of its own addresses it would have.
      port > 0, port <= 65535
    else { return }
    let method = method
    let isEnd = line.kind == .netClose
    if isEnd, method != .connection || reader.text("net.origin") != "connect" { return }
    guard isMeant(address) else { return }
    let maker = maker()
    guard isKin(kins[Int(makers[Int(maker)].kin)]) else { return }
    guard contacts.count < Self.limit else {
      left += isEnd ? 0 : Int(count(line.kind))
      return
    }
    contacts.append(
      Contact(
        time: time, sequence: line.sequence, process: maker,
        host: Self.number(of: address, in: &hosts, &hostNumbers),
        run: Self.number(of: reader.text("run") ?? "", in: &runs, &runNumbers),
        count: count(line.kind), port: UInt16(port), method: method,
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
    let program = reader.text("process.exe") ?? ""
    let programNumber = programNumbers[program] ?? Int32(programNumbers.count)
    programNumbers[program] = programNumber
    // A process that runs another program is another one here.
    let key = MakerKey(process: process, program: programNumber)
    if let number = makerNumbers[key] { return number }
    let kin = Kin(
      origin: reader.text("session.id") ?? reader.text("process.parent.id") ?? process,
      isSession: reader.has("session.id"),
      users: reader.list("session.users") ?? [reader.text("user.id") ?? ""], program: program)
    let number = Int32(makers.count)
    let kinNumber = kinNumbers[kin] ?? Int32(kins.count)
    if kinNumber == kins.count {
      kins.append(kin)
      kinNumbers[kin] = kinNumber
    }
    let parent = Self.number(
      of: reader.text("process.parent.id") ?? "", in: &parents, &parentNumbers)
    makers.append(Maker(process: process, parent: parent, kin: kinNumber))
    makerNumbers[key] = number
    return number
  }

  private static func number(
    of text: String, in texts: inout [String], _ numbers: inout [String: Int32]
  ) -> Int32 {
    if let number = numbers[text] { return number }
    let number = Int32(texts.count)
    numbers[text] = number
    texts.append(text)
    return number
  }
}

/// What processes of one lineage have in common: a program, run as one user in one session.
struct Kin: Hashable, Sendable {
  /// `session.id`; where nothing is known of one, the parent process.
  var origin: String
  var isSession: Bool
  var users: [String]
  var program: String
}
