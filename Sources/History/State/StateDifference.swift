/// What is new, gone and other between two states of a host.
public struct StateDifference: Sendable {
  /// What became of something.
  public enum Change: String, Sendable {
    case new, gone, changed
  }

  /// Something that is not the same.
  public enum Item: Sendable {
    /// As it is, or was at last.
    case process(HostProcess, before: HostProcess?)
    case socket(OwnedSocket)
    case login(HostLogin)
    case module(HostModule)
    case mount(HostMount)
  }

  /// Each, in that order: processes, sockets, sessions, modules, mounts.
  public private(set) var items: [(change: Change, item: Item)] = []

  /// Compares two states of the same host.
  public init(
    from before: HostState, to after: HostState, _ selection: ProcessSelection = ProcessSelection()
  ) {
    addProcesses(before, after, selection)
    func owned(_ state: HostState) -> [OwnedSocket] {
      state.ownedSockets.filter { socket in
        selection.isAll || socket.owners.contains { selection.means($0.process) }
      }
    }
    // A number that another run of the sensor gave is another's.
    add(owned(before), owned(after), { "\($0.socket.maker) \($0.socket.since)" }, Item.socket)
    add(before.logins(selection), after.logins(selection), \.session, Item.login)
    guard selection.isAll else { return }
    add(before.modules, after.modules, { "\($0.name) \($0.since)" }, Item.module)
    add(
      before.mounts, after.mounts, { "\($0.namespace ?? 0) \($0.target) \($0.since)" }, Item.mount)
  }

  private mutating func addProcesses(
    _ before: HostState, _ after: HostState, _ selection: ProcessSelection
  ) {
    let old = before.processes(selection)
    let now = after.processes(selection)
    for process in old where after.processes[process.id] == nil {
      items.append((.gone, .process(process, before: nil)))
    }
    for process in now {
      guard let earlier = before.processes[process.id] else {
        items.append((.new, .process(process, before: nil)))
        continue
      }
      if Self.differ(earlier, process) {
        items.append((.changed, .process(process, before: earlier)))
      }
    }
  }

  /// Whether it runs another program or as somebody else.
  private static func differ(_ one: HostProcess, _ other: HostProcess) -> Bool {
    one.exe != other.exe || one.arguments != other.arguments
      || one.person.userID != other.person.userID
      || one.person.effectiveUserID != other.person.effectiveUserID
  }

  private mutating func add<Element>(
    _ before: [Element], _ after: [Element], _ key: (Element) -> String,
    _ item: (Element) -> Item
  ) {
    let old = Set(before.map(key))
    let now = Set(after.map(key))
    for element in before where !now.contains(key(element)) { items.append((.gone, item(element))) }
    for element in after where !old.contains(key(element)) { items.append((.new, item(element))) }
  }
}
