import Events

/// A program that a process ran, or was found running at the sensor's start.
public struct RunProgram: Sendable, Equatable {
  /// The fields that tell.
  static let fields = Set(
    Person.fields + [
      "run", "process.id", "process.pid", "process.parent.id", "process.parent.pid",
      "process.parent.exe", "process.exe", "process.argv", "process.cwd", "process.group",
      "process.start", "process.kernel_thread", "result",
    ])

  public var event: EventReference
  public var time: Int64
  /// Whether it was running when the sensor started: then `time` is that of the sensor's start.
  public var wasRunning: Bool
  /// `process.id`.
  public var process: String
  public var pid: Int64
  public var parent: String?
  public var parentPid: Int64?
  public var parentProgram: String?
  public var path: String?
  public var argv: [String]
  public var directory: String?
  /// The process group.
  public var group: Int64?
  public var started: Int64?
  public var person: Person

  init(_ line: SegmentLine, _ reader: FieldReader) {
    event = EventReference(run: reader.text("run") ?? "", sequence: line.sequence)
    time = line.time
    wasRunning = line.kind == .processSnapshot
    process = reader.text("process.id") ?? ""
    pid = reader.number("process.pid") ?? 0
    parent = reader.text("process.parent.id")
    parentPid = reader.number("process.parent.pid")
    parentProgram = reader.text("process.parent.exe")
    path = reader.text("process.exe")
    argv = reader.list("process.argv") ?? []
    directory = reader.text("process.cwd")
    group = reader.number("process.group")
    started = reader.time("process.start")
    person = Person(reader)
  }

  /// The name of its file.
  public var name: String {
    path.map(Words.name) ?? argv.first.map(Words.name) ?? "process \(pid)"
  }

  /// As somebody could have typed it.
  public var command: String { argv.isEmpty ? name : Words.command(argv) }

  /// Whether it is a shell.
  public var isShell: Bool {
    [
      "bash", "sh", "dash", "zsh", "fish", "ksh", "mksh", "tcsh", "csh", "ash", "busybox", "rbash",
    ].contains(name)
  }

  /// Whether it is a shell that somebody types into: at a terminal, and not told what to run.
  public var isInteractiveShell: Bool {
    guard isShell, person.terminal != nil else { return false }
    return argv.dropFirst().allSatisfy { $0.hasPrefix("-") && !$0.hasPrefix("--command") }
      && !argv.dropFirst().contains {
        $0.first == "-" && $0.dropFirst().first != "-" && $0.contains("c")
      }
  }

  /// Whether a shell with job control gave it a process group of its own: so it does with what is typed.
  public var isJob: Bool { group == pid && person.terminal != nil }
}
