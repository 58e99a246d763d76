import History

/// Writes what of a host is asked for, as tables or as JSON.
struct MomentView {
  let moment: HostMoment
  let selection: ProcessSelection
  let isJSON: Bool
  let writer: OutputWriter
  var state: HostState { moment.state }

  init(
    _ moment: HostMoment, _ selection: ProcessSelection, isJSON: Bool, _ writer: OutputWriter
  ) {
    self.moment = moment
    self.selection = selection
    self.isJSON = isJSON
    self.writer = writer
  }

  func write(_ view: At.View) throws {
    switch view {
    case .ps: try writeProcesses()
    case .tree: try writeTree()
    case .who: try writeLogins()
    case .net: try writeSockets()
    case .files: try writeFiles()
    case .modules: try writeModules()
    case .mounts: try writeMounts()
    }
  }

  /// Rows below headings, or each as an object.
  func write<Row>(
    _ rows: [Row], _ columns: [TextTable.Column], _ cells: (Row) -> [TextTable.Cell],
    json: (Row) -> JSONLine
  ) throws {
    if isJSON {
      for row in rows { try writer.write(json(row).text + "\n") }
      return
    }
    let table = TextTable(columns, writer.traits) { try writer.write($0) }
    for row in rows { try table.append(cells(row)) }
    try table.finish()
  }

  /// A time as `ps` shows it: the clock of the moment's own day, else the day.
  func clock(_ time: Int64?) -> TextTable.Cell {
    guard let time else { return "?" }
    let text = TimeText(digits: 0).text(time)
    let day = TimeText(digits: 0).text(moment.time).prefix(10)
    return TextTable.Cell(String(text.hasPrefix(day) ? text.dropFirst(11) : text.prefix(10)))
  }

  /// A process that is known by its id, for people.
  func name(ofProcess id: String?) -> TextTable.Cell {
    guard let id else { return "" }
    guard let process = state.processes[id] else { return TextTable.Cell(id, .dim) }
    return TextTable.Cell("\(process.name)(\(process.pid))")
  }
}
