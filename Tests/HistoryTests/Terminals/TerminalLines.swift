import Events
import History

/// Lines of terminals, made up.
struct TerminalLines {
  static let start: Int64 = 1_795_341_600_000_000_000

  private(set) var lines: [(kind: EventKind, text: String)] = []
  private(set) var sequence: UInt64 = 0

  /// A moment, in milliseconds from the beginning.
  static func time(_ milliseconds: Int64) -> Int64 { start + milliseconds * 1_000_000 }

  /// Adds one.
  mutating func add(
    _ kind: EventKind, _ bytes: [UInt8] = [], at milliseconds: Int64, device: String = "pts/3",
    session: Int? = 4711, pid: Int = 99, users: [String] = ["carol"], size: (Int, Int) = (24, 80),
    cut: Int? = nil
  ) {
    sequence += 1
    let isInside = kind != .ttyOutput
    let name = [
      EventKind.ttyOutput: "tty.output", .ttyWrite: "tty.write", .ttyWinsize: "tty.winsize",
    ][kind]
    let data =
      kind == .ttyWinsize
      ? ""
      : "\"data\":\(EventText.json(bytes)),\"bytes\":\(bytes.count + (cut ?? 0)),"
        + (cut.map { "\"bytes_cut\":\($0)," } ?? "")
    let list = users.map { "\"\($0)\"" }.joined(separator: ",")
    lines.append(
      (
        kind,
        """
        {"kind":"\(name ?? "?")","time":"\(EventText.time(Self.time(milliseconds)))",\
        "seq":\(sequence),"cpu":0,\
        "host":{"id":"host-1","boot":"1a2b3c4d-0000-4000-8000-000000000000"},"run":"1a2b3c4d-99-f",\
        "process":{"id":"1a2b3c4d-\(pid)-abc","pid":\(pid),"tid":\(pid),\
        "start":"2026-11-22T09:00:00.000000000Z","comm":"x"\(isInside ? ",\"tty\":\"\(device)\"" : "")},\
        "user":{"id":1000,"gid":1000,"effective":{"id":1000,"gid":1000}},\
        "session":{"users":[\(list)]},"entry":{"kind":"ssh","address":"192.0.2.7"},\
        "tty":{"device":"\(device)",\(session.map { "\"session\":\($0)," } ?? "")\(data)\
        "rows":\(size.0),"columns":\(size.1),"echo":true,"canonical":true\
        \(kind == .ttyWinsize ? ",\"signals\":true" : "")}}

        """
      ))
  }

  mutating func show(
    _ text: String, at milliseconds: Int64, device: String = "pts/3", session: Int? = 4711,
    size: (Int, Int) = (24, 80)
  ) {
    add(
      .ttyOutput, Array(text.utf8), at: milliseconds, device: device, session: session, size: size)
  }

  /// Stores them, in batches of so many.
  func store(in path: String, batches: Int = 100) throws {
    let writer = try HistoryWriter(path, limits: HistoryLimits()) { _ in }
    var first = 0
    while first < lines.count {
      let end = min(lines.count, first + batches)
      try writer.append(Lines.batch(Array(lines[first..<end]), from: UInt64(first + 1)))
      first = end
    }
    writer.end()
    let refused = writer.takeRefused()
    precondition(refused.isEmpty, "\(refused)")
  }
}
