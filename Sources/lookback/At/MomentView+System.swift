import History

extension MomentView {
  /// As `lsof`, of the files that were written to.
  func writeFiles() throws {
    let rows = state.processes(selection).flatMap { process in
      (state.files[process.id] ?? []).map { (process, $0) }
    }
    let columns: [TextTable.Column] = [
      .init("COMMAND"), .init("PID", .right), .init("USER"), .init("FD", .right),
      .init("DEVICE"), .init("INODE", .right), .init("SINCE"), .init("NAME"),
    ]
    try write(rows, columns) { process, file in
      [
        TextTable.Cell(process.name), TextTable.Cell(String(process.pid)),
        TextTable.Cell(user(process.person)),
        TextTable.Cell(file.descriptor.map { "\($0)w" } ?? "?"),
        TextTable.Cell(file.device ?? ""), TextTable.Cell(file.inode.map(String.init) ?? ""),
        clock(file.since), TextTable.Cell(file.path ?? "?"),
      ]
    } json: { process, file in
      var line = JSONLine()
      line.add("process.id", process.id)
      line.add("process.pid", process.pid)
      line.add("process.comm", process.name)
      line.add("user.id", process.person.userID)
      line.add("file.path", file.path)
      line.add("file.inode", file.inode)
      line.add("file.device", file.device)
      line.add("file.descriptor", file.descriptor)
      line.add("since", time: file.since)
      return line
    }
  }

  func writeModules() throws {
    let columns: [TextTable.Column] = [
      .init("MODULE"), .init("SIZE", .right), .init("LOADED"), .init("BY"), .init("FILE"),
    ]
    try write(state.modules, columns) { module in
      [
        TextTable.Cell(module.name, .name), TextTable.Cell(module.size.map(String.init) ?? "?"),
        clock(module.since), name(ofProcess: module.maker), TextTable.Cell(module.path ?? ""),
      ]
    } json: {
      Self.json($0)
    }
  }

  static func json(_ module: HostModule) -> JSONLine {
    var line = JSONLine()
    line.add("module.name", module.name)
    line.add("module.path", module.path)
    line.add("module.size", module.size)
    line.add("since", time: module.since)
    line.add("made_by", module.maker)
    return line
  }

  func writeMounts() throws {
    let columns: [TextTable.Column] = [
      .init("SOURCE"), .init("TARGET"), .init("TYPE"), .init("FLAGS"), .init("NAMESPACE", .right),
      .init("MOUNTED"), .init("BY"),
    ]
    try write(state.mounts, columns) { mount in
      [
        TextTable.Cell(mount.source ?? ""), TextTable.Cell(mount.target, .name),
        TextTable.Cell(mount.type ?? ""), TextTable.Cell(mount.flags.joined(separator: ",")),
        TextTable.Cell(mount.namespace.map(String.init) ?? ""), clock(mount.since),
        name(ofProcess: mount.maker),
      ]
    } json: {
      Self.json($0)
    }
  }

  static func json(_ mount: HostMount) -> JSONLine {
    var line = JSONLine()
    line.add("mount.source", mount.source)
    line.add("mount.target", mount.target)
    line.add("mount.type", mount.type)
    line.add("mount.flags", mount.flags)
    line.add("namespace.mount", mount.namespace)
    line.add("since", time: mount.since)
    line.add("made_by", mount.maker)
    return line
  }
}
