/// The processes of a state below their parents.
public struct ProcessTree: Sendable {
  /// A process and where it stands.
  public struct Row: Sendable {
    /// The process.
    public var process: HostProcess
    /// Whether siblings follow further down, for each process above it, the outermost first, and for itself.
    ///
    /// Those that stand below nobody are not counted: for them it is empty.
    public var followers: [Bool]
    /// Whether it is meant; others are there for what is below them.
    public var isMeant: Bool
  }

  /// From top to bottom.
  public private(set) var rows: [Row] = []

  /// Those that are meant, and all that they stand below.
  public init(_ state: HostState, _ selection: ProcessSelection = ProcessSelection()) {
    let meant = Set(state.processes(selection).map(\.id))
    var parents: [String: String] = [:]
    for process in state.processes.values {
      if let parent = state.parent(of: process)?.id, parent != process.id {
        parents[process.id] = parent
      }
    }
    var shown: Set<String> = []
    for id in meant {
      // Whoever has been here ends the walk, also where parents went in a circle.
      var next: String? = id
      while let current = next, shown.insert(current).inserted { next = parents[current] }
    }
    var children: [String: [HostProcess]] = [:]
    var roots: [HostProcess] = []
    for process in state.processes(ProcessSelection()) where shown.contains(process.id) {
      if let parent = parents[process.id] {
        children[parent, default: []].append(process)
      } else {
        roots.append(process)
      }
    }
    // Not by recursion: a tree may be as deep as a host has processes.
    var waiting = roots.reversed().map { ($0, [Bool]()) }
    while let (process, followers) = waiting.popLast() {
      rows.append(
        Row(process: process, followers: followers, isMeant: meant.contains(process.id)))
      let below = children[process.id] ?? []
      for (index, child) in below.enumerated().reversed() {
        waiting.append((child, followers + [index < below.count - 1]))
      }
    }
  }
}
