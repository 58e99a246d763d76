public import Capture
public import Sinks

/// Everything that decides what a sensor does.
public struct SensorConfiguration: Sendable {
  /// What is captured, and from whom.
  public var capture: CaptureConfiguration
  /// What the events are said to come from.
  public var host: HostIdentity
  /// Bytes of a batch, on its way to the sinks.
  public var batchCapacity = FanOut.batchCapacity

  /// Nanoseconds between comparisons of the known processes with the kernel's.
  public var healInterval: UInt64 = 30_000_000_000

  /// Where the files are in which programs note logins; nil: they are not read.
  public var loginDirectory: String? = LoginFile.directory

  /// How much of the machine the sensor may take.
  public var limits = ResourceLimits()

  /// Reads anew which sinks there are to be when a SIGHUP says so; nil: nothing is read.
  ///
  /// Called on a thread of its own. What it throws leaves the sinks as they are, so it should try before
  /// what can be tried.
  public var loadSinks: (@Sendable () throws -> [SinkPlan])?

  /// Whether SIGHUP ends the sensor, as where a terminal goes.
  ///
  /// Otherwise it has outputs opened anew, and ``loadSinks`` called.
  public var endsAtHangUp = false

  /// Where it says how it is; nil: nowhere.
  public var status: StatusPlace?

  /// Where it leaves signs of life for the next sensor; nil: nowhere.
  public var heartbeat: HeartbeatPlace?

  /// Whether the process gives up, for good, what it takes to start only; see ``Privileges``.
  ///
  /// For one that has no other thread when the sensor is made, and does nothing else.
  public var dropsPrivileges = false

  /// Files that its sinks make or open for writing.
  public var writtenFiles: [String] = []

  /// Who is told that it records; nil: nobody has asked for it.
  public var manager: ServiceManager?

  /// Who passes on what it counts; nil: nobody.
  public var metrics: (any MetricsListener)?

  /// Puts together what a sensor needs; the host is usually ``HostIdentity/current()``.
  public init(capture: CaptureConfiguration, host: HostIdentity) {
    self.capture = capture
    self.host = host
  }
}

/// The version that `sensor.start` tells.
public let sensorVersion = "0.1.0"
