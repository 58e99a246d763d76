import CEventABI
import CLibBPF
import Events
import Glibc
import SystemPackage

/// Which programs a configuration needs, and how they come into force.
struct LoadPlan {
  private let configuration: CaptureConfiguration
  private let image: [UInt8]
  private var ladder: Ladder

  /// What every configuration needs.
  static let base: Set = ["process_snapshot", "process_pulse", "sensor_identity"]
  /// Runs the programs that are entered in the table of system calls.
  static let dispatcher = "syscall_exit"
  /// What keeps a process tree together.
  private static let treeScope: [Hook] = [.tracepoint("process_fork"), .tracepoint("process_exit")]

  /// The programs in force, and what holds them there.
  struct Force {
    var object: BPFObject
    var links: [BPFLink]
    /// The same for functions of libraries.
    var libraryProbes: LibraryProbes
    var hooks: [HookState]
    /// How much work each program was to the verifier, where that is measured.
    var figures: [VerifierFigures]
    /// The programs that run by themselves, and the kinds that need each.
    var attached: [(program: BPFProgram, kinds: [EventKind])]
    /// Whether detaching the links takes the kernel long.
    var detachesSlowly: Bool
  }

  init(_ configuration: CaptureConfiguration) throws(BPFError) {
    self.configuration = configuration
    let types = try KernelTypes(file: configuration.typesFile)
    image = try EmbeddedObject.best(for: types).decoded()
    let definitions = EventCatalog.all.filter { configuration.kinds.contains($0.kind) }
    var hooks: [Hook] = []
    for hook in definitions.flatMap(\.hooks)
      + (configuration.scope.processTree == nil ? [] : Self.treeScope)
    where !hooks.contains(hook) {
      hooks.append(hook)
    }
    ladder = Ladder(
      hooks.map { hook in
        (hook, definitions.filter { $0.hooks.contains(hook) }.map(\.kind))
      },
      probes: configuration.probes, types: types)
  }

  /// Loads and attaches the best that this kernel accepts, and sees it run.
  ///
  /// One refused program refuses the whole object, so its hook goes on to the next way and the rest
  /// is tried again.
  mutating func bringIntoForce() throws(BPFError) -> Force {
    while true {
      let choices = try ladder.choose()
      guard let (object, figures) = try load(choices) else { continue }
      var links: [BPFLink] = []
      let libraryProbes = LibraryProbes()
      var isWhole = true
      for choice in choices {
        do {
          links += try attach(choice, object, libraryProbes)
        } catch {
          ladder.refuse(choice.hook, error.description)
          isWhole = false
        }
      }
      // Last, when its table is full.
      if isWhole, let dispatcher = object.program(Self.dispatcher), dispatcher.isSelected {
        links.append(try dispatcher.attach())
      }
      guard isWhole, try see(choices, runIn: object) else { continue }
      ladder.settle(choices)
      let detachesSlowly = choices.contains { $0.attachments.contains(where: \.detachesSlowly) }
      return Force(
        object: object, links: links, libraryProbes: libraryProbes, hooks: ladder.hooks,
        figures: figures,
        attached: try attached(choices, in: object), detachesSlowly: detachesSlowly)
    }
  }

  private typealias Loaded = (object: BPFObject, figures: [VerifierFigures])

  /// The loaded object; nil: a program was refused, and with it the way that its hook had taken.
  private mutating func load(_ choices: [Ladder.Choice]) throws(BPFError) -> Loaded? {
    if configuration.measuresVerification, let loaded = try? loadMeasured(choices) { return loaded }
    // Where figures alone are asked for the verifier does not say what is wrong: once more, then.
    let object = try selected(choices)
    do {
      try object.load()
      _ = BPFLog.take()
      return (object, [])
    } catch {
      let log = BPFLog.take()
      guard let name = Self.refusedProgram(in: log),
        let choice = choices.first(where: { $0.programs.contains(name) })
      else {
        throw BPFError(
          error.operation, errno: error.errno, detail: log.suffix(12).joined(separator: "\n"))
      }
      ladder.refuse(choice.hook, Self.reason(in: log, for: name), log: log)
      return nil
    }
  }

  private func loadMeasured(_ choices: [Ladder.Choice]) throws(BPFError) -> Loaded {
    defer { _ = BPFLog.take() }
    let object = try selected(choices)
    let logs = VerifierLogs(of: object.programs.filter(\.isSelected))
    try object.load()
    return (object, logs.figures)
  }

  /// The object with those programs switched on that the choices need.
  private func selected(_ choices: [Ladder.Choice]) throws(BPFError) -> BPFObject {
    var wanted = Self.base.union(choices.flatMap(\.programs))
    let exits = choices.flatMap(\.attachments).contains { !$0.calls.isEmpty }
    if exits { wanted.insert(Self.dispatcher) }
    let object = try BPFObject(image: image, name: "lookback", types: configuration.typesFile)
    for program in object.programs { program.isSelected = wanted.contains(program.name) }
    try prepare(object, choices)
    return object
  }

  /// Sizes and constants, before loading.
  private func prepare(_ object: BPFObject, _ choices: [Ladder.Choice]) throws(BPFError) {
    try RecordBuffers.prepare(object, configuration)
    try ThrottledTable.prepare(object, configuration.budgets)
    try ConnectSums.prepare(object, configuration)
    try KeptPaths.prepare(object, configuration)
    try object.map("counters").maxEntries = CPUs.possibleCount

    let config = try object.constant("config", as: ev_config.self)
    guard config.pointee.abi_version == UInt64(EV_ABI_VERSION) else {
      throw BPFError("use the BPF object: it has another event ABI", errno: .invalidArgument)
    }
    config.pointee.capture = configuration.mode.number
    config.pointee.cpus_per_ring = UInt32(configuration.cpusPerRing)
    config.pointee.wake_bytes = (
      UInt64(configuration.wakeBytes(of: .critical)), UInt64(configuration.wakeBytes(of: .bulk))
    )
    if configuration.scope.processTree != nil { config.pointee.scope |= EV_SCOPE_TREE }
    if let cgroup = configuration.scope.cgroup {
      config.pointee.scope |= EV_SCOPE_CGROUP
      config.pointee.cgroup_id = try Self.cgroupID(cgroup)
    }
    config.pointee.budgets = (configuration.budgets.process, configuration.budgets.cgroup)
    config.pointee.connect_repeats = configuration.sumsConnects ? configuration.connectRepeats : 0
    config.pointee.degrades = configuration.degrades ? 1 : 0
    withUnsafeMutableBytes(of: &config.pointee.degrade_step) { bytes in
      for step in DegradeStep.allCases {
        for kind in step.kinds { bytes[Int(kind.rawValue)] = UInt8(step.rawValue) }
      }
    }
    config.pointee.files_everywhere = configuration.files.looksEverywhere ? 1 : 0
    let names = WatchTables.filter(of: configuration.files)
    withUnsafeMutableBytes(of: &config.pointee.watched_names) { bytes in
      names.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
    withUnsafeMutableBytes(of: &config.pointee.kinds) { bytes in
      let words = bytes.assumingMemoryBound(to: UInt64.self)
      for kind in configuration.kinds {
        words[Int(kind.rawValue) / 64] |= 1 << (UInt64(kind.rawValue) % 64)
      }
    }
    func looksByCall(_ name: String) -> Bool {
      let choice = choices.first { ladder.hooks[$0.hook].hook.name == name }
      return choice?.attachments.contains { !$0.calls.isEmpty } ?? false
    }
    config.pointee.terminals_by_call = looksByCall("tty_write") ? 1 : 0
    if looksByCall("dns_write") { config.pointee.sockets_by_call |= EV_SOCKETS_WRITE }
    if looksByCall("dns_read") { config.pointee.sockets_by_call |= EV_SOCKETS_READ }
  }

  /// Attaches what has a place of its own; enters the others in the table that they are run from.
  private func attach(
    _ choice: Ladder.Choice, _ object: BPFObject, _ libraryProbes: LibraryProbes
  ) throws(BPFError) -> [BPFLink] {
    var links: [BPFLink] = []
    for attachment in choice.attachments {
      let program = try object.program(named: attachment.program)
      switch attachment {
      case .tracepoint, .function:
        links.append(try program.attach())
      case .entry(_, let function):
        links.append(try program.attachProbe(to: function.name, atReturn: false))
      case .returns(_, let functions):
        for function in functions {
          links.append(try program.attachProbe(to: function.name, atReturn: true))
        }
      case .callExits(_, let calls):
        let table = try object.map("syscall_exits")
        for call in calls {
          try table.update(UInt32(call.number), to: UInt32(program.descriptor))
        }
      case .iterator:
        break
      case .userFunction(let name, let function, let atReturn):
        let program = LibraryProgram(
          name: name, descriptor: program.descriptor, function: function, atReturn: atReturn)
        try libraryProbes.add(program, to: try files(of: function.library))
      }
    }
    return links
  }

  private func files(of library: UserLibrary) throws(BPFError) -> [LibraryFile] {
    do {
      return try ladder.libraries.files(of: library)
    } catch {
      throw BPFError(
        "use \(library.fileName)", errno: .notSupported, detail: error.description)
    }
  }

  /// Has every function run that a program was attached to: a program can be attached without an
  /// error and never run, as those for the security modules on 5.10.
  ///
  /// - Returns: whether all did; a hook that has one that did not has lost that way.
  private mutating func see(
    _ choices: [Ladder.Choice], runIn object: BPFObject
  ) throws(BPFError) -> Bool {
    guard choices.contains(where: { !$0.attachments.flatMap(\.functions).isEmpty }) else {
      return true
    }
    let statistics = try BPFStatistics()
    defer { withExtendedLifetime(statistics) {} }
    var isWhole = true
    for choice in choices {
      let unseen = try choice.firstUnseen(in: object)
      guard let unseen else { continue }
      ladder.refuse(
        choice.hook, "attached to \(unseen.name) without an error, but did not run there")
      isWhole = false
    }
    return isWhole
  }

  private func attached(
    _ choices: [Ladder.Choice], in object: BPFObject
  ) throws(BPFError) -> [(program: BPFProgram, kinds: [EventKind])] {
    var kinds: [String: [EventKind]] = [:]
    for choice in choices {
      for attachment in choice.attachments where !attachment.isIterator {
        let program = attachment.calls.isEmpty ? attachment.program : Self.dispatcher
        kinds[program, default: []] += ladder.hooks[choice.hook].kinds
      }
    }
    var attached: [(program: BPFProgram, kinds: [EventKind])] = []
    for (name, kinds) in kinds { attached.append((try object.program(named: name), kinds)) }
    return attached
  }

  /// The program that libbpf complains about: `prog 'NAME': …`.
  private static func refusedProgram(in log: [String]) -> String? {
    let line =
      log.last { $0.hasPrefix("prog '") && $0.contains("failed to load") }
      ?? log.last { $0.hasPrefix("prog '") }
    return line?.split(separator: "'").dropFirst().first.map(String.init)
  }

  /// Its first complaint, and the verifier's last words before its figures.
  private static func reason(in log: [String], for program: String) -> String {
    let start = "prog '\(program)': "
    let first = log.first { $0.hasPrefix(start) && !$0.contains("BEGIN PROG LOAD LOG") }
    let complaint = first.map { String($0.dropFirst(start.count)) } ?? "refused"
    let end = log.lastIndex { $0.contains("END PROG LOAD LOG") } ?? log.endIndex
    let begin = log[..<end].lastIndex { $0.contains("BEGIN PROG LOAD LOG") } ?? end
    let words = log[begin..<end].dropFirst().last { line in
      !figures.contains { line.hasPrefix($0) }
    }
    return words.map { "\(complaint): \($0)" } ?? complaint
  }

  /// How the lines of the verifier begin that say how it went, and not what was wrong.
  private static let figures = ["processed ", "verification time", "stack depth", "max_states"]

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
}

extension Ladder.Choice {
  /// The first function whose program does not run when the function does.
  fileprivate func firstUnseen(in object: BPFObject) throws(BPFError) -> KernelFunction? {
    for attachment in attachments {
      let program = try object.program(named: attachment.program)
      for function in attachment.functions {
        let before = program.info.run_cnt
        guard function.trigger.perform() != nil else { continue }
        if program.info.run_cnt == before { return function }
      }
    }
    return nil
  }
}

extension Attachment {
  /// The functions that it is attached to.
  var functions: [KernelFunction] {
    switch self {
    case .function(_, let function), .entry(_, let function): [function]
    case .returns(_, let functions): functions
    case .tracepoint, .callExits, .iterator, .userFunction: []
    }
  }

  var isIterator: Bool {
    if case .iterator = self { true } else { false }
  }

  /// The calls that run it through the table.
  var calls: [SystemCall] {
    if case .callExits(_, let calls) = self { calls } else { [] }
  }

  /// Each of them waits for all processors, one after the other.
  fileprivate var detachesSlowly: Bool {
    if case .userFunction = self { true } else { !functions.isEmpty }
  }
}
