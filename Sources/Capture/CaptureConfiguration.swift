public import Events
import Glibc

/// What to capture, and from whom.
public struct CaptureConfiguration: Sendable {
  /// The kinds that are recorded.
  public var kinds: Set<EventKind>
  /// Whose events are recorded.
  public var scope = Scope()
  /// Which files are recorded.
  public var files = FileWatch.defaults(extraPaths: [])
  /// Terminals that are not recorded, as device numbers (major << 20 | minor): those that the
  /// sensor itself prints to.
  public var mutedTerminals: [UInt32] = []
  /// Which hooks may be used.
  public var probes = Probes.automatic
  /// A file with the kernel's type information (BTF, or an ELF file with it); nil: the kernel's own.
  public var typesFile: String?
  /// Where records go.
  public var mode = CaptureMode.ring
  /// How many CPUs share a ring in mode ``CaptureMode/split``.
  public var cpusPerRing = 1
  /// Bytes of the buffers, all CPUs together.
  public var rings = RingSizes.suggested()
  /// How much each process and cgroup may have recorded.
  public var budgets = Budgets()
  /// How many connects of a process to the same place with the same result are told one by one in a
  /// second.
  ///
  /// The others are counted in `net.connects`. 0, or where that kind is not recorded: all are told.
  public var connectRepeats = Self.defaultConnectRepeats
  /// Whether kinds can be left out while it goes on; see ``Capture/leaveOut(upTo:)``.
  public var degrades = false
  /// Whether to ask the verifier how much work each program was; see ``Capture/figures``.
  ///
  /// Off by default: it takes a log for every program.
  public var measuresVerification = false

  /// More than a program needs that connects for what it does, fewer than one that polls.
  public static let defaultConnectRepeats: UInt64 = 32

  /// Captures `kinds` from everywhere.
  public init(kinds: Set<EventKind>) {
    self.kinds = kinds
  }

  /// The steps that leave anything out of what is recorded.
  public var degradeSteps: [DegradeStep] {
    DegradeStep.allCases.filter { step in
      switch step {
      // Without paths to watch, only secrets are recorded when they are read.
      case .fileReads: kinds.contains(.fileOpen) && files.looksEverywhere
      // Connects to unix sockets are left out as soon.
      case .network: !kinds.isDisjoint(with: step.kinds.union([.netConnect]))
      default: !kinds.isDisjoint(with: step.kinds)
      }
    }
  }

  /// Whose events are recorded; applied in the kernel.
  ///
  /// Both conditions hold where both are given.
  public struct Scope: Sendable {
    /// A process and all its descendants.
    public var processTree: Int32?
    /// A directory of the cgroup v2 hierarchy: the tasks in it and below.
    public var cgroup: String?

    /// Everybody's.
    public init(processTree: Int32? = nil, cgroup: String? = nil) {
      self.processTree = processTree
      self.cgroup = cgroup
    }
  }
}

/// Sizes of the two rings in bytes: powers of two and multiples of the page size.
public struct RingSizes: Sendable, Equatable {
  /// Of the lane for processes, modules and the sensor.
  public var critical: Int
  /// Of the lane for files, sockets and terminals.
  public var bulk: Int

  /// Sizes that are used as they are.
  public init(critical: Int, bulk: Int) {
    self.critical = critical
    self.bulk = bulk
  }

  /// The size of a lane's ring.
  public subscript(lane: Lane) -> Int {
    switch lane {
    case .critical: critical
    case .bulk: bulk
    }
  }

  /// 2 MiB and 8 MiB for up to two CPUs, twice that for each doubling, at most 16 and 64 MiB; but not
  /// more than a sixty-fourth of the machine's memory.
  ///
  /// The kernel counts a ring's pages twice, since they are mapped twice.
  ///
  /// - Parameters:
  ///   - cpuCount: the machine's processors.
  ///   - memory: its memory in bytes.
  /// - Returns: the sizes.
  public static func suggested(
    cpuCount: Int = CPUs.possibleCount, memory: Int = machineMemory
  ) -> RingSizes {
    var rings = RingSizes(critical: 1 << 21, bulk: 1 << 23)
    while rings.critical < 1 << 24 && (rings.critical >> 20) < cpuCount { rings.double() }
    while rings.canBeHalved && rings.critical + rings.bulk > memory / 64 { rings.halve() }
    return rings
  }

  /// Bytes of memory that this machine has.
  public static let machineMemory = Int(sysconf(CInt(_SC_PHYS_PAGES))) * pageSize

  /// Whether half of it is still suggested: not less than 128 and 512 KiB.
  var canBeHalved: Bool { critical > 1 << 17 }

  private mutating func double() {
    critical *= 2
    bulk *= 2
  }

  mutating func halve() {
    critical /= 2
    bulk /= 2
  }

  /// Whether the kernel takes a ring of that many bytes.
  public static func isValid(_ bytes: Int) -> Bool {
    bytes >= pageSize && bytes <= 1 << 30 && bytes & (bytes - 1) == 0
  }
}
