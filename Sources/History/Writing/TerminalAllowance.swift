import Events

/// How much of one terminal is kept: a beginning, then so much a second.
struct TerminalAllowance: Sendable {
  /// Bytes of lines that are kept at once.
  var burst: Int64
  /// Bytes for which there is room again after a second.
  var perSecond: Int64
  /// Bytes of what came last that are kept on top of that, at the price of what comes after.
  var newest: Int64

  /// What a terminal showed.
  static let shown = TerminalAllowance(burst: 96 << 10, perSecond: 2 << 10, newest: 8 << 10)
  /// What was written to one whose other side shows it again.
  static let written = TerminalAllowance(burst: 32 << 10, perSecond: 1 << 10, newest: 2 << 10)

  /// A row and what refers to it, beside the bytes.
  static let perEvent: Int64 = 96
}

/// What a terminal still may have of its allowance, and what was withheld of it.
struct TerminalAccount: Sendable {
  /// A line that waits: it is stored when there is room, or given up for newer ones.
  struct Held: Sendable {
    var line: [UInt8]
    var kind: EventKind
    var sequence: UInt64
    var cost: Int64
    /// Bytes that it stands for.
    var bytes: Int64
  }

  private let allowance: TerminalAllowance
  private var room: Int64
  private var time: Int64
  private var newest: [Held] = []
  private var newestCost: Int64 = 0
  /// The first one that was given up, and the bytes of all.
  private var given: (first: Held, bytes: Int64)?

  init(_ allowance: TerminalAllowance, at time: Int64) {
    self.allowance = allowance
    room = allowance.burst
    self.time = time
  }

  /// Whether something waits.
  var holds: Bool { !newest.isEmpty || given != nil }
  /// The moment that it was last looked at.
  var lastTime: Int64 { time }

  /// Whether there is room at a moment, nanoseconds since 1970.
  mutating func hasRoom(at now: Int64) -> Bool {
    // A clock that was set back gives no room, and takes none.
    let second: Int64 = 1_000_000_000
    let passed = min(max(0, now - time), 3600 * second)
    let gained = passed / 1000 * allowance.perSecond / 1_000_000
    // What is less than a byte is not lost.
    if gained > 0 || now < time {
      room = min(allowance.burst, room + gained)
      time = now
    }
    return room > 0
  }

  /// A line is stored.
  mutating func pay(_ cost: Int64) { room -= cost }

  /// A line has to wait.
  mutating func hold(_ held: Held) {
    newest.append(held)
    newestCost += held.cost
    var count = 0
    while newestCost > allowance.newest, count < newest.count {
      let old = newest[count]
      newestCost -= old.cost
      given = (given?.first ?? old, (given?.bytes ?? 0) + old.bytes)
      count += 1
    }
    if count > 0 { newest.removeFirst(count) }
  }

  /// Lets go what waits: a line that says what was given up, and what came last.
  mutating func release(_ mark: (Held, _ bytes: Int64) -> Held) -> [Held] {
    var lines: [Held] = []
    if let given { lines.append(mark(given.first, given.bytes)) }
    lines += newest
    room -= lines.reduce(0) { $0 + $1.cost }
    given = nil
    newest = []
    newestCost = 0
    return lines
  }
}
