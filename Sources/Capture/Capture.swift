import CEventABI
import CLibBPF
public import Events
import Glibc
import Synchronization
import SystemPackage

/// The kernel's side of the sensor: programs chosen, loaded and attached; rings to read.
///
/// Everything is detached when the object goes. Not thread-safe: one thread sets it up, then the
/// drain thread alone uses it.
public final class Capture {
  /// The records of all buffers.
  public var stream: RecordStream { buffers.stream }
  /// What the programs lost.
  public let losses: LossCounters
  /// Runs of the programs that the kernel left out.
  public let skippedRuns: SkippedRuns
  /// What is to be seen in the kernel, and which way that is seen.
  public let hooks: [HookState]
  /// What is not seen at all, or less well than with it.
  public var unavailable: [HookState] { hooks.filter { $0.way == nil } }
  /// What the verifier went through, by program, in the order of the object.
  public var verifiedInstructions: [(program: String, instructions: UInt32)] {
    object.programs.filter(\.isSelected).map { ($0.name, $0.info.verified_insns) }
  }

  /// How much work each program was to the verifier; empty unless
  /// ``CaptureConfiguration/measuresVerification`` asks for it.
  public let figures: [VerifierFigures]
  /// How often each program has run, by name, while ``BPFStatistics`` were on.
  public var runs: [String: ProgramRuns] {
    var runs: [String: ProgramRuns] = [:]
    for program in object.programs where program.isSelected { runs[program.name] = program.runs }
    return runs
  }
  /// The program that runs those at the exits of system calls (``Attachment/callExits``), where one
  /// is in force: only that one's runs are counted.
  public static let dispatcher = LoadPlan.dispatcher

  /// The header of a record (`ev_header`) whose acting task is the sensor itself.
  public let sensorHeader: [UInt8]

  private let object: BPFObject
  private let control: SharedVariable<ev_control>
  private var links: [BPFLink]
  private let libraryProbes: LibraryProbes
  private let libraryWatch: LibraryWatch
  private let detachesSlowly: Bool
  /// Seconds that a sensor started next has for attaching, undisturbed.
  private static let detachDelay: UInt32 = 10
  /// The processes in scope, where the scope is a process tree.
  private var tree: BPFMap?
  private let iterators: Iterators
  private let buffers: RecordBuffers
  private var lastNewsOfCPUs: [String] = []
  /// What waits for the buffers; negative: nothing yet.
  private var epoll: CInt = -1
  private let mode: CaptureMode
  private let throttledTable: ThrottledTable
  private let connectSums: ConnectSums

  /// Chooses by trial what this kernel accepts, loads and attaches it.
  ///
  /// Nothing is recorded before ``arm()``.
  public init(_ configuration: CaptureConfiguration) throws(BPFError) {
    var plan = try LoadPlan(configuration)
    let force = try plan.bringIntoForce()
    object = force.object
    hooks = force.hooks
    figures = force.figures
    skippedRuns = SkippedRuns(force.attached)
    links = force.links
    libraryProbes = force.libraryProbes
    libraryWatch = LibraryWatch(force.libraryProbes)
    detachesSlowly = force.detachesSlowly
    // Choosing and loading took megabytes that are not needed again.
    malloc_trim(0)
    control = try object.variable("control", as: ev_control.self)

    let cpuCount = CPUs.possibleCount
    buffers = try RecordBuffers(object, configuration)
    mode = configuration.mode
    throttledTable = try ThrottledTable(object, configuration.budgets)
    connectSums = try ConnectSums(object, configuration)
    losses = try LossCounters(map: try object.map("counters"), cpuCount: cpuCount)

    let watch = WatchTables(
      paths: try object.map("watched_paths"), names: try object.map("watched_names"))
    try watch.fill(configuration.files)
    try KeptPaths.fill(object, configuration)
    let muted = try object.map("muted_terminals")
    for device in configuration.mutedTerminals { try muted.update(device, to: UInt32(1)) }

    iterators = try Iterators(object)
    sensorHeader = try iterators.findSensor()
    if let root = configuration.scope.processTree { try enter(tree: root) }
    if let cgroup = configuration.scope.cgroup { try enter(cgroup: cgroup) }
  }

  /// Starts the stream.
  ///
  /// - Returns: the moment from which on everything is recorded, in nanoseconds since boot.
  public func arm() -> UInt64 {
    let now = bootTime()
    control.pointer.pointee.armed_from_ns = now
    return now
  }

  /// Ends the stream: what is in the rings can still be drained.
  public func disarm() {
    control.pointer.pointee.armed_from_ns = .max
    // What takes long is done behind this process's back: see clibbpf_detach_behind.
    if detachesSlowly && clibbpf_detach_behind(Self.detachDelay) == 0 {
      for link in links { link.keepAttached() }
    }
    links = []
    libraryWatch.close()
  }

  /// Takes all programs off their hooks at once, however long that takes; nothing runs after it.
  public func detach() {
    links = []
    libraryWatch.close()
  }

  deinit {
    // Before the programs go: nothing is attached to their descriptors any more.
    libraryWatch.close()
  }

  /// Has a thread look for libraries of containers, where a record says that a program was started
  /// from a place that none was started from yet.
  public func findLibraries(by record: UnsafeRawBufferPointer) {
    libraryWatch.notice(record)
  }

  /// Whether programs are attached to libraries of containers as these are found.
  public var watchesLibraries: Bool { !libraryProbes.libraries.isEmpty }

  /// What ``findLibraries(by:)`` came to since the last call, for a log.
  public func takeLibraryNews() -> [String] {
    libraryWatch.takeNews()
  }

  /// Attaches the programs that belong at functions of libraries to those of this program that stand
  /// for them as well; see ``StandIn``.
  public func attachToStandIns() throws(BPFError) {
    try libraryProbes.attachToStandIns()
  }

  /// Has what a step and those before it leave out be counted from now on and not recorded; nil:
  /// nothing is left out.
  ///
  /// Only where ``CaptureConfiguration/degrades`` says so.
  public func leaveOut(upTo step: DegradeStep?) {
    control.pointer.pointee.step = step?.rawValue ?? 0
  }

  /// Asks the programs to wake the reader at the next record.
  ///
  /// - Returns: whether the reader may sleep: the rings are empty, so there will be a next record.
  ///   Never with perf buffers: there every record would wake it, or only a full one.
  public func prepareToSleep() -> Bool {
    if mode == .perf { return false }
    control.pointer.pointee.reader_sleeps = 1
    // The programs see the word before the rings are looked at; or the record is seen here.
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    return stream.isEmpty
  }

  /// The processes that run now, those out of scope included and marked: records of kind
  /// `process.snapshot` one after the other, without their arguments.
  public func runningProcesses() throws(BPFError) -> [UInt8] {
    try iterators.readProcesses()
  }

  /// Who runs now: an `ev_process_life` for each process.
  public func livingProcesses() throws(BPFError) -> [UInt8] {
    try iterators.readPulse()
  }

  /// Who is over a budget, and has not been forgotten since.
  public var throttled: [Throttled] {
    get throws(BPFError) { try throttledTable.entries }
  }

  /// Forgets that one was over a budget; what is withheld of him from now on counts from 0.
  ///
  /// - Returns: the same with what was withheld up to now.
  public func forget(_ throttled: Throttled) throws(BPFError) -> Throttled {
    try throttledTable.take(throttled)
  }

  /// Takes what the kernel has counted of connects, as far as it is whole: each is to be told.
  ///
  /// - Parameters:
  ///   - now: the nanoseconds since boot.
  ///   - everything: ``disarm()`` was called, so all is whole.
  /// - Returns: records of kind `net.connects`.
  /// - Throws: what the kernel says of a table that cannot be read.
  public func takeConnects(now: UInt64, everything: Bool) throws(BPFError) -> [[UInt8]] {
    try connectSums.take(now: now, everything: everything)
  }

  /// Whether the scope was a process tree and all its processes have ended: nothing can follow.
  public var isScopeEmpty: Bool { tree?.isEmpty ?? false }

  /// Adds the rings to an epoll instance, edge-triggered: a ring with unread records must not wake
  /// its reader again and again, the programs ring when it is worth it.
  public func watchRings(epoll: CInt) throws(BPFError) {
    self.epoll = epoll
    try watch(buffers.descriptors)
  }

  /// Gives buffers to CPUs that have come on, where each has its own; to be called after each
  /// `losses.takeGrowth()`.
  ///
  /// - Returns: what there is to say of it, for a log.
  public func followCPUs() -> [String] {
    var news: [String] = []
    do {
      let (new, failures) = try buffers.followCPUs(refused: losses.refused)
      try watch(new)
      if !new.isEmpty { news.append("CPUs have come on: \(new.count) more buffers") }
      news += failures.map { "a CPU that has come on has no buffer: \($0)" }
    } catch {
      news.append("CPUs that come on are not followed: \(error)")
    }
    // What goes on is not said again.
    defer { lastNewsOfCPUs = news }
    return news == lastNewsOfCPUs ? [] : news
  }

  private func watch(_ descriptors: [CInt]) throws(BPFError) {
    for descriptor in descriptors {
      var event = epoll_event()
      event.events = EPOLLIN.rawValue | EPOLLET.rawValue
      event.data.fd = descriptor
      guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
        throw .last("watch a ring")
      }
    }
  }

  /// The programs add children at fork; those that fork while the table is filled are found by
  /// going on until there is nothing new.
  private func enter(tree root: Int32) throws(BPFError) {
    let scope = try object.map("scope_processes")
    tree = scope
    var known: Set<Int32> = []
    while true {
      let members = ProcessTree.members(of: root)
      guard !members.isEmpty else {
        throw BPFError("follow the process \(root)", errno: .noSuchProcess)
      }
      let new = members.subtracting(known)
      if new.isEmpty { return }
      for process in new { try scope.update(UInt32(process), to: UInt32(1)) }
      known.formUnion(new)
    }
  }

  private func enter(cgroup path: String) throws(BPFError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last("open the cgroup \(path)") }
    defer { close(descriptor) }
    try object.map("scope_cgroup").update(UInt32(0), to: UInt32(descriptor))
  }
}
