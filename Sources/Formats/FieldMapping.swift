internal import Events

/// The places of fields in both schemas, where they are the same for every kind that has the field.
///
/// `@process` is the acting process, `@source` and `@target` are a connection's this end and other end as
/// ``KindMapping`` says.
enum FieldMapping {
  static let byField = Dictionary(uniqueKeysWithValues: all.map { ($0.field, $0) })

  static let all =
    event + process + user + session + container + socket + nameService + file + login + special

  private static let event = [
    FieldHome("kind", ecs: "event.action", ocsf: "metadata.event_code"),
    FieldHome("time", ecs: "@timestamp", ocsf: "metadata.original_time"),
    FieldHome("seq", ecs: "event.sequence", ocsf: "metadata.sequence"),
    FieldHome("run", ecs: "agent.ephemeral_id"),
    FieldHome("host.id", ecs: "host.id", ocsf: "device.uid"),
    FieldHome("host.boot", ecs: "host.boot.id", ocsf: "device.boot_uid"),
    FieldHome("error", ecs: "error.code", ocsf: "status_code"),
  ]

  private static let process = [
    FieldHome("process.id", ecs: "process.entity_id", ocsf: "@process.uid"),
    FieldHome("process.pid", ecs: "process.pid", ocsf: "@process.pid"),
    FieldHome("process.tid", ecs: "process.thread.id", ocsf: "@process.ptid"),
    FieldHome("process.start", ecs: "process.start", ocsf: .milliseconds("@process.created_time")),
    FieldHome("process.comm", ecs: "process.thread.name", ocsf: "@process.name"),
    FieldHome("process.exe", ecs: "process.executable", ocsf: "@process.file.path"),
    FieldHome(
      "process.parent.id", ecs: "process.parent.entity_id", ocsf: "@process.parent_process.uid"),
    FieldHome(
      "process.parent.pid", ecs: "process.parent.pid", ocsf: "@process.parent_process.pid"),
    FieldHome(
      "process.parent.exe", ecs: "process.parent.executable",
      ocsf: "@process.parent_process.file.path"),
    FieldHome("process.argv", ecs: "process.args"),
    FieldHome("process.argc", ecs: "process.args_count"),
    FieldHome("process.cwd", ecs: "process.working_directory", ocsf: "@process.working_directory"),
    FieldHome("process.session", ecs: "process.session_leader.pid"),
    FieldHome("process.group", ecs: "process.group_leader.pid"),
    FieldHome("process.namespace_pid", ecs: "process.vpid", ocsf: "@process.namespace_pid"),
    FieldHome("process.tty", ocsf: "actor.session.terminal"),
    FieldHome("exit.code", ecs: "process.exit_code", ocsf: "exit_code"),
  ]

  private static let user = [
    FieldHome("user.id", ecs: .text("user.id"), ocsf: .text("actor.user.uid")),
    FieldHome("user.name", ecs: "user.name", ocsf: "actor.user.name"),
    FieldHome("user.gid", ecs: .text("user.group.id"), ocsf: .text("@process.group.uid")),
    FieldHome("user.group", ecs: "user.group.name", ocsf: "@process.group.name"),
    FieldHome("user.effective.id", ecs: .text("user.effective.id"), ocsf: "@process.euid"),
    FieldHome("user.effective.name", ecs: "user.effective.name"),
    FieldHome(
      "user.effective.gid", ecs: .text("user.effective.group.id"), ocsf: "@process.egid"),
    FieldHome("user.effective.group", ecs: "user.effective.group.name"),
    FieldHome("user.login.id", ocsf: "@process.auid"),
  ]

  private static let session = [
    FieldHome("session.id", ecs: "process.entry_leader.entity_id", ocsf: "actor.session.uid"),
    FieldHome("entry.kind", ecs: "process.entry_leader.entry_meta.type"),
    FieldHome("entry.user.id", ecs: .text("process.entry_leader.user.id")),
    FieldHome("entry.user.name", ecs: "process.entry_leader.user.name"),
    FieldHome("entry.address", ecs: "process.entry_leader.entry_meta.source.ip"),
    FieldHome(
      "entry.time", ecs: "process.entry_leader.start",
      ocsf: .milliseconds("actor.session.created_time")),
  ]

  private static let container = [
    FieldHome("container.id", ecs: "container.id", ocsf: "@process.container.uid"),
    FieldHome("container.runtime", ecs: "container.runtime", ocsf: "@process.container.runtime"),
    FieldHome("container.name", ecs: "container.name", ocsf: "@process.container.name"),
    FieldHome(
      "container.image", ecs: "container.image.name", ocsf: "@process.container.image.name"),
    FieldHome("container.image_id", ecs: .list("container.image.hash.all")),
    FieldHome("container.pod", ecs: "orchestrator.resource.id"),
    FieldHome("pod.name", ecs: "orchestrator.resource.name"),
    FieldHome("pod.namespace", ecs: "orchestrator.namespace"),
  ]

  private static let socket = [
    FieldHome("net.family", ecs: "network.type", ocsf: "connection_info.protocol_ver"),
    FieldHome("net.protocol", ecs: "network.transport", ocsf: "connection_info.protocol_name"),
    FieldHome("local.address", ecs: "@source.ip", ocsf: "@source.ip"),
    FieldHome("local.port", ecs: "@source.port", ocsf: "@source.port"),
    FieldHome("remote.address", ecs: "@target.ip", ocsf: "@target.ip"),
    FieldHome("remote.port", ecs: "@target.port", ocsf: "@target.port"),
    FieldHome("remote.name", ecs: "@target.domain", ocsf: "@target.hostname"),
    FieldHome("net.bytes", ecs: "@source.bytes", ocsf: "traffic.bytes_out"),
    FieldHome("net.sent", ecs: "@source.bytes", ocsf: "traffic.bytes_out"),
    FieldHome("net.received", ecs: "@target.bytes", ocsf: "traffic.bytes_in"),
    FieldHome("net.start", ecs: "event.start", ocsf: .milliseconds("start_time")),
    FieldHome("net.duration", ecs: "event.duration"),
    FieldHome("net.from", ecs: "event.start", ocsf: .milliseconds("start_time")),
    FieldHome("net.to", ecs: "event.end", ocsf: .milliseconds("end_time")),
    FieldHome("net.count", ocsf: "count"),
  ]

  private static let nameService = [
    FieldHome("dns.id", ecs: .text("dns.id"), ocsf: "query.packet_uid"),
    FieldHome("dns.name", ecs: "dns.question.name", ocsf: "query.hostname"),
    FieldHome("dns.type", ecs: "dns.question.type", ocsf: "query.type"),
    FieldHome("dns.response_code", ecs: "dns.response_code", ocsf: "rcode"),
    FieldHome(
      "dns.addresses", ecs: "dns.resolved_ip", ocsf: Place("answers", .objects(key: "rdata"))),
  ]

  private static let file = [
    FieldHome("file.path", ecs: "file.path", ocsf: "file.path"),
    FieldHome("file.inode", ecs: .text("file.inode"), ocsf: .text("file.uid")),
    FieldHome("file.device", ecs: "file.device"),
    FieldHome("file.type", ecs: Place("file.type", .named(.ecsFileTypes)), ocsf: "file.type"),
    FieldHome("file.mode", ecs: "file.mode"),
    FieldHome("file.owner", ecs: .text("file.uid"), ocsf: .text("file.owner.uid")),
    FieldHome("file.group", ecs: .text("file.gid")),
    FieldHome("file.length", ecs: "file.size", ocsf: "file.size"),
  ]

  private static let login = [
    FieldHome("auth.user", ecs: "user.name", ocsf: "user.name"),
    FieldHome("auth.service", ecs: "service.name", ocsf: "service.name"),
    FieldHome("auth.remote", ecs: "source.address", ocsf: "src_endpoint.name"),
    FieldHome("login.user", ecs: "user.name", ocsf: "user.name"),
    FieldHome("login.service", ecs: "service.name", ocsf: "service.name"),
    FieldHome("login.remote", ecs: "source.address", ocsf: "src_endpoint.name"),
  ]

  private static let special = [
    FieldHome("module.path", ecs: "file.path", ocsf: "driver.file.path"),
    FieldHome("module.inode", ecs: .text("file.inode"), ocsf: .text("driver.file.uid")),
    FieldHome("module.device", ecs: "file.device"),
    FieldHome("module.size", ecs: "file.size"),
    FieldHome("memfd.name", ecs: "file.name", ocsf: "file.name"),
    FieldHome("memfd.inode", ecs: .text("file.inode"), ocsf: .text("file.uid")),
    FieldHome("persist.path", ecs: "file.path", ocsf: "file.path"),
    FieldHome("account.path", ecs: "file.path", ocsf: "file.path"),
    FieldHome("mount.target", ecs: "file.path", ocsf: "file.path"),
    FieldHome("loss.from", ecs: "event.start", ocsf: .milliseconds("start_time")),
    FieldHome("loss.to", ecs: "event.end", ocsf: .milliseconds("end_time")),
    FieldHome("loss.count", ocsf: "count"),
    FieldHome("gap.from", ecs: "event.start", ocsf: .milliseconds("start_time")),
    FieldHome("gap.to", ecs: "event.end", ocsf: .milliseconds("end_time")),
    FieldHome("throttle.from", ecs: "event.start", ocsf: .milliseconds("start_time")),
    FieldHome("throttle.to", ecs: "event.end", ocsf: .milliseconds("end_time")),
    FieldHome("throttle.count", ocsf: "count"),
    FieldHome("sensor.version", ecs: "agent.version", ocsf: "app.version"),
  ]
}
