/// One walk over a path from the root to the leaf; remembers places in the path, copies nothing.
struct CgroupWalk {
  private(set) var container: ContainerComponent?
  private(set) var pod: Range<Int>?
  private(set) var unit: Range<Int>?
  private(set) var userUnit: Range<Int>?
  private(set) var slice: Range<Int>?
  private(set) var userID: UInt32?

  /// Whose part of the hierarchy a component is in.
  private enum Place {
    /// The system's manager made it: slices, then a unit.
    case system
    /// A user's manager did: again slices, then a unit.
    case user
    /// Whoever the cgroup was given to.
    case delegated
  }

  private var place = Place.system
  private var parent = 0..<0
  private var isInKubernetes = false
  /// The container around the last one found.
  private var outer: ContainerComponent?
  /// Whether the last component is a container's.
  private var isAtContainer = false

  init(_ path: Span<UInt8>) {
    var start = 0
    while start < path.count {
      let end = path.firstIndex(of: UInt8(ascii: "/"), in: start..<path.count) ?? path.count
      // A path that is told to a process in a namespace of its own can begin with "..".
      let isName = !path.equals("", start..<end) && !path.equals("..", start..<end)
      if isName { visit(start..<end, path) }
      start = end + 1
    }
  }

  private mutating func visit(_ component: Range<Int>, _ path: Span<UInt8>) {
    readPlace(component, path)
    readContainer(component, path)
    readPod(component, path)
    parent = component
  }

  private mutating func readPlace(_ component: Range<Int>, _ path: Span<UInt8>) {
    guard place != .delegated else { return }
    // systemd puts an underscore before what the kernel could take for a file of its own.
    let isEscaped = path.hasPrefix("_", component)
    let name = isEscaped ? component.dropFirst(1) : component
    if path.between("", ".slice", name) != nil {
      guard place == .system else { return }
      slice = name
      userID = path.userID(ofSlice: name) ?? userID
    } else if path.isUnit(name) {
      if place == .user { userUnit = name } else { unit = name }
      let isManager = place == .system && path.hasPrefix("user@", name)
      place = isManager ? .user : .delegated
    } else {
      place = .delegated
    }
  }

  private mutating func readContainer(_ component: Range<Int>, _ path: Span<UInt8>) {
    if isAtContainer, container?.runtime == .nspawn, path.equals("supervisor", component) {
      container = outer
    }
    let found = ContainerComponent(component, parent: parent, in: path)
    isAtContainer = found != nil
    if let found {
      outer = container
      container = found
    }
  }

  private mutating func readPod(_ component: Range<Int>, _ path: Span<UInt8>) {
    if let range = path.firstRange(of: "kubepods", in: component) {
      isInKubernetes = true
      pod = path.podID(afterKubepods: range.upperBound..<component.upperBound) ?? pod
    } else if isInKubernetes, path.hasPrefix("pod", component) {
      let id = component.dropFirst(3)
      if path.isPodID(id) { pod = id }
    }
  }
}
