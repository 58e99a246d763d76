import CEventABI
import CLibBPF
import Events
import Glibc
import SystemPackage

/// Which programs a configuration needs, and how they come into force.
struct LoadPlan {
  private let configuration: CaptureConfiguration
  private let definitions: [EventDefinition]
  /// Where the kinds that are recorded come from, and what the scope needs.
  private let hooks: Set<Hook>

  /// What every configuration needs.
  private static let base: Set = ["syscall_exit", "process_snapshot", "sensor_identity"]
  /// What keeps a process tree together.
  private static let treeScope: [Hook] = [
    .tracepoint(program: "process_fork"), .tracepoint(program: "process_exit"),
  ]

  init(_ configuration: CaptureConfiguration) {
    self.configuration = configuration
    definitions = EventCatalog.all.filter { configuration.kinds.contains($0.kind) }
    var hooks = Set(definitions.flatMap(\.hooks))
    if configuration.scope.processTree != nil { hooks.formUnion(Self.treeScope) }
    self.hooks = hooks
  }

  private var programs: Set<String> { Self.base.union(hooks.compactMap(\.program)) }

  /// What a program cannot do without, where that can be told by looking: a trial load of all
  /// programs costs a quarter of the start.
  private static let requirements: [String: (path: String, reason: String)] = [
    "module_load_name": ("/proc/modules", "this kernel has no loadable modules")
  ]

  /// Loads what the kernel accepts.
  ///
  /// One refused program refuses the whole object, so it is taken out and the rest tried again.
  func load() throws(BPFError) -> (object: BPFObject, unavailable: [Capture.UnavailableProgram]) {
    let image = try Self.decodedImage()
    var wanted = programs
    var refused: [Capture.UnavailableProgram] = []
    for (name, needs) in Self.requirements where access(needs.path, F_OK) != 0 {
      guard wanted.remove(name) != nil else { continue }
      refused.append(
        Capture.UnavailableProgram(program: name, kinds: kinds(of: name), reason: needs.reason))
    }
    while true {
      let object = try BPFObject(image: image, name: "lookback")
      for program in object.programs { program.isSelected = wanted.contains(program.name) }
      try prepare(object)
      do {
        try object.load()
        _ = BPFLog.take()
        return (object, refused)
      } catch {
        let log = BPFLog.take()
        guard let name = Self.refusedProgram(in: log), !Self.base.contains(name),
          wanted.remove(name) != nil
        else {
          throw BPFError(
            error.operation, errno: error.errno, detail: log.suffix(12).joined(separator: "\n"))
        }
        refused.append(
          Capture.UnavailableProgram(
            program: name, kinds: kinds(of: name), reason: Self.reason(in: log, for: name)))
      }
    }
  }

  /// Sizes and constants, before loading.
  private func prepare(_ object: BPFObject) throws(BPFError) {
    let rings = configuration.rings
    try object.map("ring_critical").maxEntries = rings.critical
    try object.map("ring_bulk").maxEntries = rings.bulk
    try object.map("counters").maxEntries = CPUs.possibleCount

    let config = try object.constant("config", as: ev_config.self)
    guard config.pointee.abi_version == UInt64(EV_ABI_VERSION) else {
      throw BPFError("use the BPF object: it has another event ABI", errno: .invalidArgument)
    }
    // Waking the reader costs more than its work on dozens of records: a quarter of the ring has
    // it woken at once, the reader's own timer does the rest.
    config.pointee.wake_bytes = (UInt64(rings.critical / 4), UInt64(rings.bulk / 4))
    if configuration.scope.processTree != nil { config.pointee.scope |= EV_SCOPE_TREE }
    if let cgroup = configuration.scope.cgroup {
      config.pointee.scope |= EV_SCOPE_CGROUP
      config.pointee.cgroup_id = try Self.cgroupID(cgroup)
    }
    config.pointee.files_everywhere = configuration.files.looksEverywhere ? 1 : 0
    withUnsafeMutableBytes(of: &config.pointee.kinds) { bytes in
      let words = bytes.assumingMemoryBound(to: UInt64.self)
      for kind in configuration.kinds {
        words[Int(kind.rawValue) / 64] |= 1 << (UInt64(kind.rawValue) % 64)
      }
    }
  }

  /// Enters programs in the tables that they are called from.
  func fillTables(of object: BPFObject) throws(BPFError) {
    let exits = try object.map("syscall_exits")
    let types = try object.map("file_type_writes")
    for hook in hooks {
      guard let name = hook.program, let program = object.program(name), program.descriptor >= 0
      else { continue }
      let descriptor = UInt32(program.descriptor)
      switch hook {
      case .syscallExit(_, let calls):
        for call in calls { try exits.update(UInt32(call.number), to: descriptor) }
      case .byFileType(_, let slot):
        try types.update(UInt32(slot), to: descriptor)
      case .tracepoint, .iterator, .userSpace:
        break
      }
    }
  }

  /// Attaches what has a place of its own; the dispatcher of system calls last, when its table is
  /// full, and only if somebody is in it.
  func attach(_ object: BPFObject) throws(BPFError) -> [BPFLink] {
    var names: Set<String> = []
    var usesSyscalls = false
    for hook in hooks {
      switch hook {
      case .tracepoint(let program): names.insert(program)
      case .syscallExit: usesSyscalls = true
      case .byFileType, .iterator, .userSpace: break
      }
    }
    var links: [BPFLink] = []
    for program in object.programs where names.contains(program.name) && program.descriptor >= 0 {
      links.append(try program.attach())
    }
    if usesSyscalls, let dispatcher = object.program("syscall_exit") {
      links.append(try dispatcher.attach())
    }
    return links
  }

  private func kinds(of program: String) -> [EventKind] {
    definitions.filter { $0.hooks.contains { $0.program == program } }.map(\.kind)
  }

  /// The program that libbpf complains about: `prog 'NAME': …`.
  private static func refusedProgram(in log: [String]) -> String? {
    let line = log.last { $0.hasPrefix("prog '") && $0.contains("failed to load") }
    return line?.split(separator: "'").dropFirst().first.map(String.init)
  }

  /// Its first complaint, which says why.
  private static func reason(in log: [String], for program: String) -> String {
    let start = "prog '\(program)': "
    let first = log.first { $0.hasPrefix(start) && !$0.contains("BEGIN PROG LOAD LOG") }
    return first.map { String($0.dropFirst(start.count)) } ?? "refused"
  }

  /// A cgroup's id is the inode number of its directory.
  private static func cgroupID(_ path: String) throws(BPFError) -> UInt64 {
    let fileSystem = clibbpf_file_system(path)
    guard fileSystem >= 0 else { throw .last("find the cgroup \(path)") }
    guard fileSystem == 0x6367_7270 else {  // CGROUP2_SUPER_MAGIC
      throw BPFError(
        "use \(path) as a scope: it is no cgroup v2 directory, as those below /sys/fs/cgroup are",
        errno: .invalidArgument)
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .last("find the cgroup \(path)") }
    return UInt64(status.st_ino)
  }

  private static func decodedImage() throws(BPFError) -> [UInt8] {
    let text = UnsafeBufferPointer(
      start: embeddedBPFObject.utf8Start, count: embeddedBPFObject.utf8CodeUnitCount)
    guard let image = Base64.decode(text) else {
      throw BPFError("decode the embedded BPF object", errno: .invalidArgument)
    }
    return image
  }
}
