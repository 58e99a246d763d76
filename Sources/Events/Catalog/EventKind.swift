internal import CEventABI

/// The number of a kind of event, as every record's header carries it.
///
/// A record may carry a number that this version does not know; only the numbers below have a
/// definition in ``EventCatalog``.
public struct EventKind: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  /// The number, stable for all versions.
  public let rawValue: UInt16

  /// Makes a kind of any number.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  private init(_ kind: ev_kind) {
    self.rawValue = UInt16(truncatingIfNeeded: kind.rawValue)
  }

  public static let processExec = EventKind(EV_KIND_PROCESS_EXEC)
  public static let processFork = EventKind(EV_KIND_PROCESS_FORK)
  public static let processExit = EventKind(EV_KIND_PROCESS_EXIT)
  public static let processSnapshot = EventKind(EV_KIND_PROCESS_SNAPSHOT)
  public static let processTrace = EventKind(EV_KIND_PROCESS_TRACE)
  public static let processInject = EventKind(EV_KIND_PROCESS_INJECT)
  public static let processSignal = EventKind(EV_KIND_PROCESS_SIGNAL)
  public static let processMemfd = EventKind(EV_KIND_PROCESS_MEMFD)
  public static let processGone = EventKind(EV_KIND_PROCESS_GONE)
  public static let processIOUring = EventKind(EV_KIND_PROCESS_IO_URING)

  public static let netConnect = EventKind(EV_KIND_NET_CONNECT)
  public static let netConnects = EventKind(EV_KIND_NET_CONNECTS)
  public static let netSend = EventKind(EV_KIND_NET_SEND)
  public static let netAccept = EventKind(EV_KIND_NET_ACCEPT)
  public static let netBind = EventKind(EV_KIND_NET_BIND)
  public static let netListen = EventKind(EV_KIND_NET_LISTEN)
  public static let netClose = EventKind(EV_KIND_NET_CLOSE)
  public static let netRaw = EventKind(EV_KIND_NET_RAW)
  public static let dnsQuestion = EventKind(EV_KIND_DNS_QUESTION)
  public static let dnsAnswer = EventKind(EV_KIND_DNS_ANSWER)

  public static let moduleLoad = EventKind(EV_KIND_MODULE_LOAD)
  public static let moduleUnload = EventKind(EV_KIND_MODULE_UNLOAD)

  public static let fileOpen = EventKind(EV_KIND_FILE_OPEN)
  public static let fileWrite = EventKind(EV_KIND_FILE_WRITE)
  public static let fileClose = EventKind(EV_KIND_FILE_CLOSE)
  public static let fileRename = EventKind(EV_KIND_FILE_RENAME)
  public static let fileUnlink = EventKind(EV_KIND_FILE_UNLINK)
  public static let fileLink = EventKind(EV_KIND_FILE_LINK)
  public static let fileSymlink = EventKind(EV_KIND_FILE_SYMLINK)
  public static let fileChmod = EventKind(EV_KIND_FILE_CHMOD)
  public static let fileChown = EventKind(EV_KIND_FILE_CHOWN)
  public static let fileTruncate = EventKind(EV_KIND_FILE_TRUNCATE)

  public static let persistChange = EventKind(EV_KIND_PERSIST_CHANGE)
  public static let accountChange = EventKind(EV_KIND_ACCOUNT_CHANGE)
  public static let credChange = EventKind(EV_KIND_CRED_CHANGE)
  public static let containerInfo = EventKind(EV_KIND_CONTAINER_INFO)
  public static let authAttempt = EventKind(EV_KIND_AUTH_ATTEMPT)
  public static let sessionOpen = EventKind(EV_KIND_SESSION_OPEN)
  public static let sessionClose = EventKind(EV_KIND_SESSION_CLOSE)

  public static let ttyOutput = EventKind(EV_KIND_TTY_OUTPUT)
  public static let ttyWrite = EventKind(EV_KIND_TTY_WRITE)
  public static let ttyWinsize = EventKind(EV_KIND_TTY_WINSIZE)
  public static let ttyMode = EventKind(EV_KIND_TTY_MODE)

  public static let mountAttach = EventKind(EV_KIND_MOUNT_ATTACH)
  public static let mountDetach = EventKind(EV_KIND_MOUNT_DETACH)
  public static let mountPivot = EventKind(EV_KIND_MOUNT_PIVOT)
  public static let namespaceEnter = EventKind(EV_KIND_NAMESPACE_ENTER)
  public static let namespaceLeave = EventKind(EV_KIND_NAMESPACE_LEAVE)
  public static let bpfLoad = EventKind(EV_KIND_BPF_LOAD)
  public static let bpfAttach = EventKind(EV_KIND_BPF_ATTACH)
  public static let kexecLoad = EventKind(EV_KIND_KEXEC_LOAD)

  public static let sensorStart = EventKind(EV_KIND_SENSOR_START)
  public static let sensorStop = EventKind(EV_KIND_SENSOR_STOP)
  public static let sensorLoss = EventKind(EV_KIND_SENSOR_LOSS)
  public static let sensorHeal = EventKind(EV_KIND_SENSOR_HEAL)
  public static let throttleStart = EventKind(EV_KIND_THROTTLE_START)
  public static let throttleStop = EventKind(EV_KIND_THROTTLE_STOP)
  public static let sensorDegrade = EventKind(EV_KIND_SENSOR_DEGRADE)
  public static let sensorGap = EventKind(EV_KIND_SENSOR_GAP)
  public static let sensorSinkLoss = EventKind(EV_KIND_SENSOR_SINK_LOSS)
  public static let sensorSinkState = EventKind(EV_KIND_SENSOR_SINK_STATE)

  /// Every kind's number is below this one.
  public static let limit = Int(EV_KIND_LIMIT)
}

extension EventKind: CustomStringConvertible {
  /// The kind's name, such as `process.exec`, or its number where the kind is not known.
  public var description: String {
    EventCatalog.definition(of: self)?.name ?? String(rawValue)
  }
}
