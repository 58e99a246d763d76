import History

/// Writes what differs between two moments, a row or an object each.
struct DifferenceView {
  private let isJSON: Bool
  private let before: MomentView
  private let after: MomentView

  init(_ before: HostMoment, _ after: HostMoment, isJSON: Bool, _ writer: OutputWriter) {
    self.isJSON = isJSON
    let all = ProcessSelection()
    self.before = MomentView(before, all, isJSON: isJSON, writer)
    self.after = MomentView(after, all, isJSON: isJSON, writer)
  }

  func write(_ difference: StateDifference) throws {
    let columns: [TextTable.Column] = [
      .init(""), .init("WHAT"), .init("PID", .right), .init("USER"), .init("SINCE"),
      .init("DESCRIPTION"),
    ]
    try after.write(difference.items, columns) { change, item in
      [Self.sign(of: change)] + cells(change == .gone ? before : after, item)
    } json: { change, item in
      var (what, line) = json(change == .gone ? before : after, item)
      line.add("change", change.rawValue)
      line.add("what", what)
      return line
    }
  }

  private static func sign(of change: StateDifference.Change) -> TextTable.Cell {
    switch change {
    case .new: TextTable.Cell("+", .good)
    case .gone: TextTable.Cell("-", .bad)
    case .changed: TextTable.Cell("~", .warning)
    }
  }

  private func cells(_ view: MomentView, _ item: StateDifference.Item) -> [TextTable.Cell] {
    switch item {
    case .process(let process, let before):
      let was = before.map { " (was \(view.user($0.person)): \($0.command))" } ?? ""
      return [
        "process", TextTable.Cell(String(process.pid)), TextTable.Cell(view.user(process.person)),
        view.clock(process.start), TextTable.Cell(process.command + was),
      ]
    case .socket(let owned):
      let owner = owned.owners.first
      return [
        "socket", TextTable.Cell(owner.map { String($0.process.pid) } ?? ""),
        TextTable.Cell(owner.map { view.user($0.process.person) } ?? ""),
        view.clock(owned.socket.since), TextTable.Cell(MomentView.text(owned)),
      ]
    case .login(let login):
      let address = login.person.address.map { " from \($0)" } ?? ""
      return [
        "session", "", TextTable.Cell(login.users.first ?? view.user(login.person)),
        view.clock(login.person.entryTime),
        TextTable.Cell("\(login.person.entry ?? "?")\(address) \(login.terminal ?? "")"),
      ]
    case .module(let module):
      return ["module", "", "", view.clock(module.since), TextTable.Cell(module.name)]
    case .mount(let mount):
      let type = mount.type.map { " (\($0))" } ?? ""
      return [
        "mount", "", "", view.clock(mount.since),
        TextTable.Cell("\(mount.source ?? "") on \(mount.target)\(type)"),
      ]
    }
  }

  private func json(_ view: MomentView, _ item: StateDifference.Item) -> (String, JSONLine) {
    switch item {
    case .process(let process, let before):
      var line = view.json(process)
      if let before {
        line.add("before.exe", before.exe)
        line.add("before.argv", before.arguments)
        line.add("before.user.id", before.person.userID)
        line.add("before.user.effective.id", before.person.effectiveUserID)
      }
      return ("process", line)
    case .socket(let owned): return ("socket", MomentView.json(owned))
    case .login(let login): return ("session", MomentView.json(login))
    case .module(let module): return ("module", MomentView.json(module))
    case .mount(let mount): return ("mount", MomentView.json(mount))
    }
  }
}
