import Events

/// Reads what events say of terminals.
final class TerminalEventReader {
  /// The kinds that do.
  static let kinds: Set<EventKind> = [.ttyOutput, .ttyWrite, .ttyWinsize, .ttyMode]

  private let fields = FieldReader([
    "tty.device", "tty.session", "tty.data", "tty.bytes", "tty.bytes_cut", "tty.rows",
    "tty.columns", "host.boot", "process.id", "process.pid", "process.tty", "user.id", "user.name",
    "session.users", "entry.kind", "entry.address",
  ])
  private var line: SegmentLine?

  /// Goes to an event of one of the ``kinds``.
  func read(_ line: SegmentLine) throws(HistoryError) {
    self.line = line
    try fields.read(line)
  }

  var device: String { fields.text("tty.device") ?? "" }
  var boot: String { fields.text("host.boot") ?? "" }
  /// nil where nobody leads a session there: before it began, and when its leader is gone.
  var leader: Int64? { fields.number("tty.session").flatMap { $0 > 0 ? $0 : nil } }
  var process: String { fields.text("process.id") ?? "" }
  var isByLeader: Bool { leader != nil && fields.number("process.pid") == leader }
  /// Whether the one who acts sits at the terminal, and does not look at it from its other side.
  var isFromInside: Bool { fields.text("process.tty") == device }
  var size: TerminalSize? { TerminalSize(fields.number("tty.rows"), fields.number("tty.columns")) }
  var entry: String? { fields.text("entry.kind") }
  var address: String? { fields.text("entry.address") }

  /// From the one who came in to the one who acts, by their names; empty: these are not known yet.
  var users: [String] {
    if let users = fields.list("session.users"), !users.isEmpty { return users }
    return fields.text("user.name").map { [$0] } ?? []
  }
  /// The number of the user who acts.
  var userID: String { fields.text("user.id") ?? "?" }

  /// Bytes that the event stands for, and those of them that it does not have.
  var counts: (bytes: Int64, missing: Int64) {
    (fields.number("tty.bytes") ?? 0, fields.number("tty.bytes_cut") ?? 0)
  }

  /// What was shown, of an event that tells of it.
  func chunk(_ source: TerminalSession.Source) -> TerminalChunk {
    var bytes = fields.data("tty.data") ?? []
    // A terminal goes to the beginning of the next line; who reads its master gets that from the kernel.
    if source == .write { bytes = bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] } }
    return TerminalChunk(
      time: line?.time ?? 0, bytes: bytes, missing: counts.missing, size: size)
  }
}

extension EventKind {
  /// Of what a terminal shows it is the one that is told by this kind.
  var terminalSource: TerminalSession.Source? {
    switch self {
    case .ttyOutput: .output
    case .ttyWrite: .write
    default: nil
    }
  }
}
