internal import Events

extension KindMapping {
  /// By the kind.
  static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

  /// Every kind of the catalogue; the tests see to it.
  static let all = processes + connections + files + logins + system + sensor

  /// What is said of a kind that is not among these: that it was told.
  static func standard(for kind: EventKind) -> KindMapping {
    KindMapping(
      kind: kind, ecs: ECSCategory("host", types: "info"), ocsf: .other(kind.description))
  }

  private static let processes = [
    KindMapping(
      kind: .processExec, ecs: ECSCategory("process", types: "start"), ocsf: .ownProcess(1)),
    KindMapping(
      kind: .processFork, ecs: ECSCategory("process", types: "start"), ocsf: .process(1),
      homes: fork),
    KindMapping(
      kind: .processExit, ecs: ECSCategory("process", types: "end"), ocsf: .ownProcess(2)),
    KindMapping(
      kind: .processSnapshot, ecs: ECSCategory("process", types: "info"),
      ocsf: .ownProcess(99, "Snapshot")),
    KindMapping(
      kind: .processGone, ecs: ECSCategory("process", types: "end"), ocsf: .ownProcess(2)),
    KindMapping(
      kind: .processTrace, ecs: ECSCategory("process", types: "access"), ocsf: .process(3),
      homes: target),
    KindMapping(
      kind: .processInject, ecs: ECSCategory("process", types: "change"), ocsf: .process(4),
      homes: target),
    KindMapping(
      kind: .processSignal, ecs: ECSCategory("process", types: "access"),
      ocsf: .process(99, "Signal"), homes: target),
    KindMapping(
      kind: .processMemfd, ecs: ECSCategory("process", "file", types: "info", "creation"),
      ocsf: .file(1), constants: [.ocsf("file.type_id", "99", with: "memfd.name")]),
    KindMapping(
      kind: .processIOUring, ecs: ECSCategory("process", types: "info"), ocsf: .kernel(4),
      constants: kernelCall("io_uring_setup")),
    KindMapping(
      kind: .credChange, ecs: ECSCategory("process", types: "change"), ocsf: .ownProcess(5)),
  ]

  /// The new process is the process, the one that made it its parent.
  private static let fork = [
    FieldHome("child.id", ecs: "process.entity_id", ocsf: "process.uid"),
    FieldHome("child.pid", ecs: "process.pid", ocsf: "process.pid"),
    FieldHome("child.start", ecs: "process.start", ocsf: .milliseconds("process.created_time")),
    FieldHome("child.parent.pid", ocsf: "process.parent_process.pid"),
    FieldHome("child.namespace_pid", ecs: "process.vpid", ocsf: "process.namespace_pid"),
    FieldHome("process.id", ecs: "process.parent.entity_id", ocsf: "actor.process.uid"),
    FieldHome("process.pid", ecs: "process.parent.pid", ocsf: "actor.process.pid"),
    FieldHome("process.tid", ecs: "process.parent.thread.id", ocsf: "actor.process.ptid"),
    FieldHome(
      "process.start", ecs: "process.parent.start",
      ocsf: .milliseconds("actor.process.created_time")),
    FieldHome("process.comm", ecs: "process.parent.thread.name", ocsf: "actor.process.name"),
    FieldHome("process.exe", ecs: "process.parent.executable", ocsf: "actor.process.file.path"),
    FieldHome("process.parent.id", ocsf: "actor.process.parent_process.uid"),
    FieldHome("process.parent.pid", ocsf: "actor.process.parent_process.pid"),
    FieldHome("process.parent.exe", ocsf: "actor.process.parent_process.file.path"),
  ]

  /// The other process: the Elastic Common Schema has no name for it.
  private static let target = [
    FieldHome("target.id", ocsf: "process.uid"),
    FieldHome("target.pid", ocsf: "process.pid"),
    FieldHome("target.tid", ocsf: "process.ptid"),
    FieldHome("target.comm", ocsf: "process.name"),
    FieldHome("target.user.id", ocsf: .text("process.user.uid")),
  ]

  private static func kernelCall(_ name: String) -> [Constant] {
    [.ocsf("kernel.name", "\"\(name)\""), .ocsf("kernel.type_id", "2")]
  }

  private static let connections = [
    connection(.netConnect, types: "connection", "start", ocsf: .network(1), flow: 2),
    connection(.netConnects, types: "connection", "start", ocsf: .network(1), flow: 2),
    connection(.netSend, types: "connection", ocsf: .network(6), flow: 2),
    connection(
      .netAccept, types: "connection", "start", ocsf: .network(1), direction: .incoming, flow: 1),
    connection(.netBind, types: "info", ocsf: .network(99, "Bind")),
    connection(.netListen, types: "info", ocsf: .network(7), direction: .incoming),
    connection(.netClose, types: "connection", "end", ocsf: .network(2), direction: .byOrigin),
    connection(.netRaw, types: "info", ocsf: .network(99, "Raw socket")),
    connection(
      .dnsQuestion, types: "protocol", "info", ocsf: .nameService(1), flow: 2,
      constants: [.ecs("dns.type", "\"query\"")]),
    connection(
      .dnsAnswer, types: "protocol", "info", ocsf: .nameService(2), flow: 2,
      constants: [.ecs("dns.type", "\"answer\"")]),
  ]

  /// A kind that has a socket; `flow` is the `direction_id` of the Open Cybersecurity Schema Framework.
  private static func connection(
    _ kind: EventKind, types: String..., ocsf: OCSFClass, direction: Direction = .outgoing,
    flow: Int = 0, constants: [Constant] = []
  ) -> KindMapping {
    KindMapping(
      kind: kind, ecs: ECSCategory(["network"], types), ocsf: ocsf,
      constants: constants
        + [.ocsf("connection_info.direction_id", String(flow), with: "net.family")],
      direction: direction)
  }

  private static let files = [
    KindMapping(kind: .fileOpen, ecs: ECSCategory("file", types: "access"), ocsf: .file(14)),
    KindMapping(kind: .fileWrite, ecs: ECSCategory("file", types: "change"), ocsf: .file(3)),
    KindMapping(kind: .fileClose, ecs: ECSCategory("file", types: "change"), ocsf: .file(3)),
    KindMapping(
      kind: .fileRename, ecs: ECSCategory("file", types: "change"), ocsf: .file(5),
      homes: [FieldHome("file.target.path", ocsf: "file_result.path")]),
    KindMapping(kind: .fileUnlink, ecs: ECSCategory("file", types: "deletion"), ocsf: .file(4)),
    KindMapping(
      kind: .fileLink, ecs: ECSCategory("file", types: "creation"), ocsf: .file(1),
      homes: [FieldHome("file.target.path", ocsf: "file_result.path")]),
    KindMapping(
      kind: .fileSymlink, ecs: ECSCategory("file", types: "creation"), ocsf: .file(1),
      homes: [FieldHome("file.target.path", ecs: "file.target_path")]),
    KindMapping(kind: .fileChmod, ecs: ECSCategory("file", types: "change"), ocsf: .file(7)),
    KindMapping(kind: .fileChown, ecs: ECSCategory("file", types: "change"), ocsf: .file(7)),
    KindMapping(kind: .fileTruncate, ecs: ECSCategory("file", types: "change"), ocsf: .file(3)),
    KindMapping(
      kind: .persistChange, ecs: ECSCategory("configuration", types: "change"), ocsf: .file(3)),
    KindMapping(
      kind: .accountChange, ecs: ECSCategory("iam", types: "change"), ocsf: .file(3)),
  ]

  private static let logins = [
    KindMapping(
      kind: .authAttempt, ecs: ECSCategory("authentication", types: "info"),
      ocsf: .authentication(1), homes: actingUser),
    KindMapping(
      kind: .sessionOpen, ecs: ECSCategory("authentication", "session", types: "start"),
      ocsf: .authentication(99, "Session opened"), homes: actingUser),
    KindMapping(
      kind: .sessionClose, ecs: ECSCategory("session", types: "end"), ocsf: .authentication(2),
      homes: actingUser),
  ]

  /// Who lets others in is not the user that such an event is about.
  private static let actingUser = [
    FieldHome("user.id", ecs: .text("process.user.id"), ocsf: .text("actor.user.uid")),
    FieldHome("user.name", ecs: "process.user.name", ocsf: "actor.user.name"),
    FieldHome("user.gid", ecs: .text("process.group.id"), ocsf: .text("@process.group.uid")),
    FieldHome("user.group", ecs: "process.group.name", ocsf: "@process.group.name"),
    FieldHome("user.effective.id", ocsf: "@process.euid"),
    FieldHome("user.effective.gid", ocsf: "@process.egid"),
  ]

  private static let system = [
    KindMapping(
      kind: .moduleLoad, ecs: ECSCategory("driver", types: "start"), ocsf: .kernelExtension(1),
      homes: [moduleName], constants: [moduleFileType]),
    KindMapping(
      kind: .moduleUnload, ecs: ECSCategory("driver", types: "end"), ocsf: .kernelExtension(2),
      homes: [moduleName], constants: [moduleFileType]),
    KindMapping(
      kind: .containerInfo, ecs: ECSCategory("host", types: "info"), ocsf: .other("Container")),
    KindMapping(
      kind: .ttyOutput, ecs: ECSCategory("process", types: "info"), ocsf: .other("Terminal output")
    ),
    KindMapping(
      kind: .ttyWrite, ecs: ECSCategory("process", types: "info"), ocsf: .other("Terminal write")),
    KindMapping(
      kind: .ttyWinsize, ecs: ECSCategory("process", types: "info"),
      ocsf: .other("Terminal size")),
    KindMapping(
      kind: .ttyMode, ecs: ECSCategory("process", types: "info"), ocsf: .other("Terminal mode")),
    KindMapping(
      kind: .mountAttach, ecs: ECSCategory("file", types: "change"), ocsf: .file(12)),
    KindMapping(
      kind: .mountDetach, ecs: ECSCategory("file", types: "change"), ocsf: .file(13)),
    KindMapping(
      kind: .mountPivot, ecs: ECSCategory("file", types: "change"), ocsf: .file(99, "Pivot root")),
    KindMapping(
      kind: .namespaceEnter, ecs: ECSCategory("process", types: "change"), ocsf: .kernel(4),
      constants: kernelCall("setns")),
    KindMapping(
      kind: .namespaceLeave, ecs: ECSCategory("process", types: "change"), ocsf: .kernel(4),
      constants: kernelCall("unshare")),
    KindMapping(
      kind: .bpfLoad, ecs: ECSCategory("driver", types: "start"), ocsf: .kernel(1),
      constants: kernelCall("bpf")),
    KindMapping(
      kind: .bpfAttach, ecs: ECSCategory("driver", types: "change"), ocsf: .kernel(4),
      constants: kernelCall("bpf")),
    KindMapping(
      kind: .kexecLoad, ecs: ECSCategory("host", types: "change"), ocsf: .kernel(4),
      constants: kernelCall("kexec_load")),
  ]

  /// A module need not be loaded from a file: what the class calls the file's name is the module's.
  private static let moduleName = FieldHome("module.name", ocsf: "driver.file.name")
  private static let moduleFileType = Constant.ocsf(
    "driver.file.type_id", "1", with: "module.name")

  private static let sensor = [
    ofSensor(.sensorStart, type: "start", .application(3)),
    ofSensor(.sensorStop, type: "end", .application(4)),
    ofSensor(.sensorLoss, type: "info", .application(99, "Events lost")),
    ofSensor(.sensorHeal, type: "info", .application(99, "Processes compared")),
    ofSensor(.throttleStart, type: "info", .application(99, "Over budget")),
    ofSensor(.throttleStop, type: "info", .application(99, "Within budget")),
    ofSensor(.sensorDegrade, type: "change", .application(99, "Degraded")),
    ofSensor(.sensorGap, type: "info", .application(99, "Not recorded")),
    ofSensor(.sensorSinkLoss, type: "info", .application(99, "Events not delivered")),
    ofSensor(.sensorSinkState, type: "info", .application(99, "State of a sink")),
  ]

  private static func ofSensor(
    _ kind: EventKind, type: String, _ ocsf: OCSFClass
  ) -> KindMapping {
    KindMapping(
      kind: kind, ecs: ECSCategory("host", types: type), ocsf: ocsf,
      constants: [.ocsf("app.name", "\"Lookback\"")])
  }
}

extension ValueNames {
  /// What files are, as the Elastic Common Schema calls it.
  static let ecsFileTypes = ValueNames(
    names: [
      "regular": "\"file\"", "directory": "\"dir\"", "symlink": "\"symlink\"",
      "character": "\"character\"", "block": "\"block\"", "fifo": "\"fifo\"",
      "socket": "\"socket\"",
    ], others: "\"unknown\"")

  /// The number of what files are, in the Open Cybersecurity Schema Framework.
  static let ocsfFileTypes = ValueNames(
    names: [
      "regular": "1", "directory": "2", "character": "3", "block": "4", "socket": "5", "fifo": "6",
      "symlink": "7",
    ], others: "0")

  /// The number of what a name server says of a question, likewise.
  static let ocsfResponseCodes = ValueNames(
    names: [
      "NOERROR": "0", "FORMERR": "1", "SERVFAIL": "2", "NXDOMAIN": "3", "NOTIMP": "4",
      "REFUSED": "5", "YXDOMAIN": "6", "YXRRSET": "7", "NXRRSET": "8", "NOTAUTH": "9",
      "NOTZONE": "10",
    ], others: "99")
}
