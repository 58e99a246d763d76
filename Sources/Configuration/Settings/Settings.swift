public import Capture
public import Events
public import Sinks

/// Everything that can be said of how the sensor is to work, as it is in force.
public struct Settings: Sendable, Equatable {
  /// The kinds that are recorded, the sensor's own included.
  public var events = EventSelection.everything
  /// Only this process and its descendants; nil: all.
  public var processTree: Int32?
  /// Only tasks in this cgroup; nil: all.
  public var cgroup: String?
  /// Only these files; empty: as is usual.
  public var watch: [String] = []
  /// Where the kernel leaves records.
  public var capture = CaptureMode.ring
  /// CPUs that share a ring.
  public var cpusPerRing = 1
  /// Bytes of the critical lane's ring; nil: as suits the machine.
  public var ringCritical: Int?
  /// Bytes of the bulk lane's ring; nil: as suits the machine.
  public var ringBulk: Int?
  /// Events that a process may have told in a second; 0: no limit.
  public var processBudget: UInt64 = 0
  /// The same of a cgroup.
  public var cgroupBudget: UInt64 = 0
  /// Equal connects that are told one by one in a second; 0: all.
  public var connectRepeats = CaptureConfiguration.defaultConnectRepeats
  /// Percent of one CPU that the sensor may take; nil: no limit.
  public var cpuLimit: UInt64?
  /// Bytes of memory that the sensor may take; nil: no limit.
  public var memoryLimit: UInt64?
  /// Seconds between comparisons of the known processes with the kernel's.
  public var healInterval = 30
  /// Where the sensor can be asked how it is.
  public var statusSocket = PlaceSetting.standard
  /// Where the sensor leaves signs of life for the next one.
  public var heartbeat = PlaceSetting.standard
  /// Where Prometheus can ask; nil: nowhere.
  public var metrics: MetricsAddress?
  /// Whether the sensor keeps rights that it needs no more once it records.
  public var keepPrivileges = false
  /// Which hooks may be used.
  public var probes = Probes.automatic
  /// A file with the kernel's type information; nil: the kernel's own.
  public var btf: String?
  /// Whether more is said on standard error.
  public var verbose = false
  /// Where the past is kept.
  public var history = PlaceSetting.standard
  /// Bytes of the disk that it may take.
  public var historySize: UInt64 = 2 << 30
  /// Seconds after which it goes.
  public var historyAge: UInt64 = 14 * 86_400
  /// Whether sinks may keep on the disk what their other end does not take.
  public var spool = true
  /// The directory of all spools.
  public var spoolDirectory = SpoolSpecification().directory
  /// Where the events go.
  public var sinks = [SinkSpecification(name: "stdout", target: .standardOutput)]

  /// What is usual.
  public init() {}

  /// Has what is said of all spools hold for each.
  mutating func finish() {
    for index in sinks.indices {
      if !spool { sinks[index].spool = nil }
      sinks[index].spool?.directory = spoolDirectory
    }
  }
}
