import History

extension MomentView {
  /// As `ps -ef`.
  func writeProcesses() throws {
    let columns: [TextTable.Column] = [
      .init("UID"), .init("PID", .right), .init("PPID", .right), .init("STIME"), .init("TTY"),
      .init("SESSION"), .init("CMD"),
    ]
    try write(state.processes(selection), columns) { process in
      [
        TextTable.Cell(user(process.person)), TextTable.Cell(String(process.pid)),
        TextTable.Cell(String(state.parentNumber(of: process))), clock(process.start),
        TextTable.Cell(process.terminal ?? "?"), TextTable.Cell(session(process.person)),
        TextTable.Cell(process.command),
      ]
    } json: {
      json($0)
    }
  }

  /// As `pstree -ap`, with users where they change.
  func writeTree() throws {
    var users: [String] = []
    for row in ProcessTree(state, selection).rows {
      if isJSON {
        var line = json(row.process)
        line.add("depth", Int64(row.followers.count))
        try writer.write(line.text + "\n")
        continue
      }
      let user = user(row.process.person)
      users.removeLast(max(0, users.count - row.followers.count))
      let changes = users.last.map { $0 != user } ?? true
      users.append(user)
      try writer.write(text(of: row, user: changes ? user : nil) + "\n")
    }
  }

  private func text(of row: ProcessTree.Row, user: String?) -> String {
    var branches = row.followers.dropLast().map { $0 ? "│ " : "  " }.joined()
    if let isFollowed = row.followers.last { branches += isFollowed ? "├─" : "└─" }
    let process = row.process
    let arguments = process.arguments.dropFirst().joined(separator: " ")
    let mark = user.map { " (\($0))" } ?? ""
    var rest = "\(process.name),\(process.pid)\(mark)"
    if !arguments.isEmpty { rest += " \(arguments)" }
    let traits = writer.traits
    let visible =
      traits.isTerminal
      ? VisibleText(rest, cells: max(8, traits.width - 2 * row.followers.count))
      : VisibleText(rest)
    let style: TextStyle = row.isMeant && !selection.isAll ? .name : .plain
    return branches + style.applied(to: visible.text, hasColor: traits.hasColor)
  }

  /// As `who`; of what is no person too, where it is asked for in JSON.
  func writeLogins() throws {
    let logins = state.logins(selection).filter { isJSON || $0.isPerson }
    let columns: [TextTable.Column] = [
      .init("USER"), .init("TTY"), .init("SINCE"), .init("FROM"), .init("BY"), .init("NOW"),
      .init("PROCESSES", .right), .init("SESSION"),
    ]
    try write(logins, columns) { login in
      [
        TextTable.Cell(login.users.first ?? user(login.person), .name),
        TextTable.Cell(login.terminal ?? "?"),
        TextTable.Cell(
          login.person.entryTime.map { TimeText(digits: 0).text($0) } ?? "?"),
        TextTable.Cell(login.person.address ?? ""), TextTable.Cell(login.person.entry ?? "?"),
        TextTable.Cell(login.users.dropFirst().isEmpty ? "" : login.users.joined(separator: "→")),
        TextTable.Cell(String(login.processes)), TextTable.Cell(login.session),
      ]
    } json: {
      Self.json($0)
    }
  }

  static func json(_ login: HostLogin) -> JSONLine {
    var line = JSONLine()
    line.add("session.id", login.session)
    line.add("session.users", login.users)
    line.add("entry.kind", login.person.entry)
    line.add("entry.address", login.person.address)
    line.add("entry.port", login.person.port)
    line.add("entry.tty", login.terminal)
    line.add("entry.time", time: login.person.entryTime)
    line.add("processes", Int64(login.processes))
    return line
  }

  /// The name of the user whose rights it has, or the number.
  func user(_ person: HostPerson) -> String {
    if let name = person.effectiveUser { return name }
    guard let number = person.effectiveUserID ?? person.userID else { return "?" }
    // Names are looked up when somebody acts; of another one on the host itself it is the same name.
    let known = person.container == nil ? state.userName(number) : nil
    return known ?? String(number)
  }

  /// How it came into the system, and as whom it went on.
  private func session(_ person: HostPerson) -> String {
    guard let entry = person.entry else { return "" }
    let users = person.sessionUsers.joined(separator: "→")
    return users.isEmpty ? entry : "\(entry):\(users)"
  }

  /// All that is known of a process, under the names that events have for it.
  func json(_ process: HostProcess) -> JSONLine {
    let person = process.person
    var line = JSONLine()
    line.add("process.id", process.id)
    line.add("process.pid", process.pid)
    line.add("process.start", time: process.start)
    line.add("process.comm", process.name)
    line.add("process.parent.pid", state.parentNumber(of: process))
    line.add("process.parent.id", state.parent(of: process)?.id ?? process.parentID)
    line.add("process.tty", process.terminal)
    line.add("process.exe", process.exe)
    line.add("process.argv", process.arguments)
    line.add("process.cwd", process.directory)
    line.add("process.kernel_thread", isSet: process.isKernelThread)
    line.add("process.noticed", time: process.noticed)
    line.add("user.id", person.userID)
    line.add("user.gid", person.groupID)
    line.add("user.name", person.user)
    line.add("user.effective.id", person.effectiveUserID)
    line.add("user.effective.gid", person.effectiveGroupID)
    line.add("user.effective.name", person.effectiveUser)
    line.add("user.login.name", person.loginUser)
    line.add("session.id", person.session)
    line.add("session.users", person.sessionUsers)
    line.add("entry.kind", person.entry)
    line.add("entry.address", person.address)
    line.add("entry.port", person.port)
    line.add("entry.tty", person.entryTerminal)
    line.add("entry.time", time: person.entryTime)
    line.add("container.id", person.container)
    line.add("container.name", person.containerName)
    line.add("container.image", person.image)
    line.add("systemd.unit", person.unit)
    line.add("systemd.user_unit", person.userUnit)
    return line
  }
}
