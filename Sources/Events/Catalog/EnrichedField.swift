/// What the sensor knows of an event beside its record: who acts in it, and what it is about.
///
/// The values are looked up for every event, see ``EnrichedValues``. A field is absent where nothing
/// is known: nothing is ever guessed.
public enum EnrichedField: Int, CaseIterable, Sendable {
  case executable
  case generation
  case parentExecutable

  case userName
  case groupName
  case effectiveUserName
  case effectiveGroupName
  case loginUserName

  case sessionID
  case sessionUsers
  case sessionPrograms

  case entryKind
  case entryUserID
  case entryUserName
  case entryAddress
  case entryPort
  case entryTerminal
  case entryTime

  case containerID
  case containerRuntime
  case containerName
  case containerImage
  case podID
  case unit
  case userUnit
  case slice
  case namespacesApart
}

extension EnrichedField {
  /// The fields that every event has, where something is known, in the order of the output.
  static let common: [Field] = [
    field(
      .executable, "process.exe", .string,
      "The program that the process runs: its file, resolved by the kernel."),
    field(
      .generation, "process.generation", .number,
      "How many programs the process had run when this was seen, forks not counted."),
    field(
      .parentExecutable, "process.parent.exe", .string, "The program that the parent process runs."),
    field(
      .userName, "user.name", .string,
      "The real user's name, as the passwd of the process's own root says; so are all names here."),
    field(.groupName, "user.group", .string, "The real group's name."),
    field(
      .effectiveUserName, "user.effective.name", .string,
      "The name of the user whose rights it has."),
    field(
      .effectiveGroupName, "user.effective.group", .string,
      "The name of the group whose rights it has."),
    field(
      .loginUserName, "user.login.name", .string, "The name of the user who logged in."),
    field(
      .sessionID, "session.id", .string,
      "How this came into the system, one for all times: the id of the first process of it."),
    field(
      .sessionUsers, "session.users", .strings,
      "As whom, from the one who came in to the one now: each change of the real user up to here."),
    field(
      .sessionPrograms, "session.programs", .strings,
      "By which program each of `session.users` came to be, such as sshd, su and sudo."),
    field(
      .entryKind, "entry.kind", .string,
      """
      Where the session came from: ssh, telnet, console, graphical, cron, service, user_manager, \
      container, container_exec, init, kernel.
      """),
    field(.entryUserID, "entry.user.id", .number, "As whom it came in."),
    field(.entryUserName, "entry.user.name", .string, "The name of that user."),
    field(.entryAddress, "entry.address", .string, "From which address, over the network."),
    field(.entryPort, "entry.port", .number, "From which port."),
    field(.entryTerminal, "entry.tty", .string, "At which terminal."),
    field(.entryTime, "entry.time", .time, "When its first process was started."),
    field(
      .containerID, "container.id", .string,
      "The container, as its runtime calls it; by the name of the control group."),
    field(.containerRuntime, "container.runtime", .string, "The container's runtime."),
    field(
      .containerName, "container.name", .string,
      "The container's name; absent until its runtime's files were read, see container.info."),
    field(.containerImage, "container.image", .string, "The container's image, likewise."),
    field(.podID, "container.pod", .string, "The Kubernetes pod of the container."),
    field(.unit, "systemd.unit", .string, "The unit of the system's manager."),
    field(.userUnit, "systemd.user_unit", .string, "The unit of a user's manager."),
    field(.slice, "systemd.slice", .string, "The slice of the unit."),
    field(
      .namespacesApart, "namespace.apart", .strings,
      "Which of these are not the host's: pid, mount."),
  ]

  private static func field(
    _ field: EnrichedField, _ name: String, _ type: FieldType, _ summary: String
  ) -> Field {
    Field(name, type, .enriched(field), summary)
  }
}
