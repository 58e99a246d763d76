import Capture
import Events
import Glibc
import Sinks

// One list for each part of docs/configuration.md.
extension Setting {
  static let events = [
    Setting(
      name: "events", valueName: "list",
      summary:
        "What to record: families (\(EventSelection.choices)) or kinds such as process.exec, "
        + "with commas between; everything by default. `lookback events` lists all kinds.",
      takes: EventSelection.form.documented, isList: true, needsRestart: true, separator: ",",
      reading: .values(
        empty: { $0.events = EventSelection.sensorKinds },
        add: { settings, text throws(Mistake) in
          settings.events.formUnion(try EventSelection.form.parse(text))
        }, canBeEmpty: false),
      values: { EventSelection.names($0.events) })
  ]

  static let whose = [
    Setting(
      "process-tree", \.processTree, processForm.or("no"), valueName: "pid",
      "Only this process and its descendants; ends when they have."),
    Setting(
      "cgroup", \.cgroup, Form.anyPath("a directory of the cgroup v2 file system").or("no"),
      valueName: "path",
      "Only tasks in this cgroup and below: a directory of the cgroup v2 file system."),
    Setting(
      name: "watch", valueName: "path",
      summary:
        "Only this file, or this directory with all that is in it, reading included; for the "
        + "file family. Can be given more than once.",
      takes: Form.path.documented, isList: true, needsRestart: true, separator: ":",
      reading: .values(
        empty: { $0.watch = [] },
        add: { settings, text throws(Mistake) in
          settings.watch.append(try Form.path.parse(text))
        }, canBeEmpty: true),
      values: \.watch),
  ]

  static let buffers = [
    Setting(
      "capture", \.capture, .word(), valueName: "mode",
      "Where the kernel leaves records: ring (one a lane), perf (perf buffers, one a lane and CPU) "
        + "or split (a ring for each lane and --cpus-per-ring)."),
    Setting(
      "cpus-per-ring", \.cpusPerRing,
      .number(
        1...CPUs.possibleCount, "1 to \(CPUs.possibleCount) on this machine",
        documented: "a number, up to that of the machine's CPUs"),
      valueName: "count", "CPUs that share a ring with --capture split."),
    Setting(
      "ring-critical", \.ringCritical, ringForm.or("auto"), valueName: "bytes",
      "Size of the ring for processes and modules: a power of two, such as 4M. With several, of all "
        + "of them together."),
    Setting(
      "ring-bulk", \.ringBulk, ringForm.or("auto"), valueName: "bytes",
      "Size of the ring for files, network and terminals, likewise."),
    Setting(
      "probes", \.probes, probesForm, valueName: "rung",
      "Which hooks to use: auto takes the best of each that works here; fentry, lsm, kprobe or "
        + "tracepoint only that sort, where there is one."),
    Setting(
      "btf", \.btf, Form.anyPath("a path").or("no"), valueName: "file",
      "A file with this kernel's type information, BTF or ELF: where the fields of its structs are "
        + "looked up. The hooks are looked up in the kernel's own all the same."),
  ]

  static let limits = [
    Setting(
      "process-budget", \.processBudget,
      .number(0...UInt64(Int.max), "events a second, or 0 for no limit"), valueName: "count",
      "How many events of files, network and terminals a process may have told in a second; what is "
        + "over is counted. 0: no limit."),
    Setting(
      "cgroup-budget", \.cgroupBudget,
      .number(0...UInt64(Int.max), "events a second, or 0 for no limit"), valueName: "count",
      "The same for all processes of a cgroup together."),
    Setting(
      "connect-repeats", \.connectRepeats,
      .number(0...UInt64(Int.max), "connects a second, or 0 for all"), valueName: "count",
      "How many connects of a process to the same place with the same result are told one by one in a "
        + "second; what is over is counted, in net.connects. 0: all are told."),
    Setting(
      "cpu-limit", \.cpuLimit, cpuForm.or("no"), valueName: "percent",
      "How much CPU time the sensor may take on average, in percent of one CPU. Over it, less is "
        + "recorded, step by step: first \(steps); processes, logins, modules and the system always "
        + "are. What is left out is counted."),
    Setting(
      "memory-limit", \.memoryLimit,
      Form<UInt64>.size(1...UInt64(Int.max), "bytes, or such as 512K, 64M or 1G").or("no"),
      valueName: "bytes",
      "How much memory the sensor may take, buffers included, such as 32M: these are made small "
        + "enough; over it, less is recorded, likewise."),
  ]

  static let history = [
    Setting(
      "history", \.history, PlaceSetting.form, valueName: "path",
      "Where the past is kept, for `lookback query`; by default (yes) /var/lib/lookback/history, if the "
        + "whole host is recorded."),
    Setting(
      "history-size", \.historySize, .size(16 << 20...1 << 50, "bytes, at least 16M, such as 2G"),
      valueName: "bytes",
      "How much of the disk it may take; what is oldest makes room."),
    Setting(
      "history-age", \.historyAge, .age("an age, such as 12h or 14d"), valueName: "age",
      "After that time what was recorded goes."),
  ]

  static let delivery = [
    Setting(
      "spool", \.spool, .answer, valueName: "yes|no", needsRestart: false,
      "Whether sinks keep on the disk what their other end does not take; no: none does, whatever is "
        + "said of it."),
    Setting(
      "spool-dir", \.spoolDirectory, .path, valueName: "path", needsRestart: false,
      "The directory of what is kept on the disk; each sink has one of its own in it."),
    Setting(
      name: "sinks", valueName: "sink",
      summary:
        "Where the events go: stdout, file:PATH, unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, or "
        + "syslog: before one of the last three. Behind a '?' stands how, such as "
        + "?format=ecs&events=process,login; docs/configuration.md lists it all. Can be given more than "
        + "once; standard output by default.",
      takes: "sinks, such as stdout or tls:HOST:PORT", isList: true, needsRestart: false,
      separator: " ", reading: .sinks, values: { $0.sinks.map(SinkText.text) }),
  ]

  private static let processForm = Form<Int32>(
    "the number of a running process, as `ps -e` shows them",
    parse: { text in
      guard let number = Int32(text), number > 0, kill(number, 0) == 0 || errno == EPERM else {
        return nil
      }
      return number
    },
    text: { "\($0)" })

  private static let ringForm = Form<Int>.size(
    4096...(1 << 30), "a power of two from 4K to 1024M, such as 65536 or 4M",
    where: RingSizes.isValid)

  private static let cpuForm = Form<UInt64>.number(
    1...UInt64(100 * CPUs.possibleCount),
    "percent of one CPU, from 1 to \(100 * CPUs.possibleCount) on this machine",
    documented: "percent of one CPU, up to 100 for each that the machine has")

  private static let probesForm = Form<Probes>(
    "one of auto, " + Rung.allCases.map(\.rawValue).joined(separator: ", "),
    parse: { $0 == "auto" ? .automatic : Rung(rawValue: $0).map(Probes.only) },
    text: {
      switch $0 {
      case .automatic: "auto"
      case .only(let rung): rung.rawValue
      }
    })

  /// What is left out over a limit, in this order.
  private static let steps = DegradeStep.allCases.map(\.description).joined(separator: ", then ")
}
