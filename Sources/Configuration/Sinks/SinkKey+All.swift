import Events
import Sinks

extension SinkKey {
  /// All, in the order in which they are shown.
  static let all = common + files + streams + tls + syslog

  private static let common = [
    SinkKey(
      "name", nameForm, get: { $0.name }, set: { $0.name = $1 },
      "What it is called in messages and events, and its directory for what is kept on the disk. No two "
        + "sinks have the same name; the usual one is made of the address."),
    SinkKey(
      "format", .word(), get: { $0.format }, set: { $0.format = $1 },
      "How an event is written: lookback (docs/events.md), ecs (Elastic Common Schema) or ocsf (Open "
        + "Cybersecurity Schema Framework)."),
    SinkKey(
      "events", EventSelection.form, isList: true,
      get: { $0.filter.kinds ?? EventSelection.everything },
      set: { $0.filter.kinds = $1.isSuperset(of: EventSelection.everything) ? nil : $1 },
      "Which of the recorded events it gets, as with --events; what the sensor says of itself is always "
        + "among them."),
    SinkKey(
      "severity", Form<Int>.number(1...3, "1 (highest), 2 or 3").or("no"),
      get: { .some($0.filter.severity) }, set: { $0.filter.severity = $1 },
      "Only events with a severity, and none less severe than that."),
    SinkKey(
      "where", conditionForm.or("no"), get: { .some($0.filter.condition) },
      set: { $0.filter.condition = $1 }, "Only events that meet a condition on their fields."),
    SinkKey(
      "policy", .word(), get: { $0.policy }, set: { $0.policy = $1 },
      "What happens when its memory and disk are full: the sensor waits and the kernel counts what it "
        + "loses (block), or what comes, or what has waited longest, is thrown away and counted."),
    SinkKey(
      "memory", .size((64 << 10)...(1 << 30), "bytes, from 64K to 1G"), get: { $0.memory },
      set: { $0.memory = $1 }, "How much is kept for it in memory."),
    SinkKey(
      "spool", spoolForm, get: { .some($0.spool?.limit) },
      set: { sink, limit in
        sink.spool = limit.map { limit in
          var spool = SpoolSpecification()
          spool.limit = limit
          return spool
        }
      }, "How much is kept for it on the disk while its other end does not take it."),
  ]

  private static let files = [
    SinkKey(
      "rotate", for: .file,
      zeroForm(Form<UInt64>.size((64 << 10)...(1 << 50), "bytes, at least 64K, such as 256M")),
      get: { $0.target.file?.rotateAtBytes }, set: { $0.target.file?.rotateAtBytes = $1 },
      "At that size the file is put aside and a new one begun."),
    SinkKey(
      "rotate-age", for: .file, zeroForm(Form.age("an age, such as 90m, 12h or 1d")),
      get: { $0.target.file?.rotateAtAge }, set: { $0.target.file?.rotateAtAge = $1 },
      "At that age likewise."),
    SinkKey(
      "keep", for: .file, .number(1...100_000, "a number of files, at least 1"),
      get: { $0.target.file?.kept }, set: { $0.target.file?.kept = $1 },
      "How many that were put aside are kept; the oldest one goes."),
    SinkKey(
      "compress", for: .file, .word(), get: { $0.target.file?.compression },
      set: { $0.target.file?.compression = $1 }, "How those that were put aside are made smaller."),
    SinkKey(
      "sync", for: .file, syncForm, get: { $0.target.file?.sync },
      set: { $0.target.file?.sync = $1 },
      "When what was written is made to last a power failure: when the kernel sees fit (never), after "
        + "every batch (always), or that much later at most."),
  ]

  private static let streams = [
    SinkKey(
      "ack", for: .stream, .answer, get: { $0.target.stream?.acknowledges },
      set: { $0.target.stream?.acknowledges = $1 },
      "Whether the other end says what it has taken.")
  ]

  private static let tls = [
    SinkKey(
      "ca", for: .tls, Form.path.or("system"), get: { $0.target.tls.map(\.authorities) },
      set: { $0.target.tls?.authorities = $1 },
      "A file with the certificates (PEM) of who is believed."),
    SinkKey(
      "cert", for: .tls, Form.path.or("no"), get: { $0.target.tls.map(\.certificate) },
      set: { $0.target.tls?.certificate = $1 },
      "A file with the sensor's own certificate and its chain (PEM)."),
    SinkKey(
      "key", for: .tls, Form.path.or("no"), get: { $0.target.tls.map(\.key) },
      set: { $0.target.tls?.key = $1 }, "A file with the private key to it (PEM)."),
    SinkKey(
      "server-name", for: .tls, serverNameForm.or("host"), get: { $0.target.tls.map(\.serverName) },
      set: { $0.target.tls?.serverName = $1 },
      "The name that the other end's certificate has to have."),
    SinkKey(
      "verify", for: .tls, .answer, get: { $0.target.tls?.verifies },
      set: { $0.target.tls?.verifies = $1 },
      "Whether the certificate and the name in it are checked; without it anybody can be the other end."
    ),
  ]

  private static let syslog = [
    SinkKey(
      "facility", for: .syslog, facilityForm, get: { $0.target.syslog?.facility },
      set: { $0.target.syslog?.facility = $1 }, "The facility of the messages."),
    SinkKey(
      "app", for: .syslog, applicationForm, get: { $0.target.syslog?.application },
      set: { $0.target.syslog?.application = $1 }, "The application's name in the messages."),
  ]

  /// The name is that of a directory as well.
  static let nameForm = Form<String>(
    "a name of up to 64 letters, digits, '-', '_' and '.', with a letter or digit first",
    parse: { text in
      let isRight =
        (1...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { isWordByte($0) || "-_.".utf8.contains($0) }
        && text.utf8.first.map(isWordByte) == true
      return isRight ? text : nil
    }, text: { $0 })

  static func isWordByte(_ byte: UInt8) -> Bool {
    byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || (0x30...0x39).contains(byte))
  }

  private static let conditionForm = Form<String>(
    "a condition such as 'process.pid > 1' of up to 4096 bytes",
    parse: { text in
      let isRight =
        (1...4096).contains(text.utf8.count)
        && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      return isRight ? text : nil
    }, text: { $0 })

  private static let spoolForm = Form<UInt64?>(
    "bytes, at least 1M, such as 1G; yes (\(Scaled.text(SpoolSpecification().limit, Scaled.sizes))) "
      + "or no",
    parse: { text in
      if let answer = try? Form.answer.parse(text) {
        return .some(answer ? SpoolSpecification().limit : nil)
      }
      guard let bytes = Scaled.parse(text, Scaled.sizes), (1 << 20...1 << 50).contains(bytes) else {
        return nil
      }
      return .some(bytes)
    },
    text: { $0.map { Scaled.text($0, Scaled.sizes) } ?? "no" })

  /// The form's numbers, with "no" for 0.
  private static func zeroForm(_ form: Form<UInt64>) -> Form<UInt64> {
    Form(
      "\(form.takes), or no", parse: { $0 == "no" ? 0 : try? form.parse($0) },
      text: { $0 == 0 ? "no" : form.text($0) })
  }

  private static let syncForm = Form<FileSync>(
    "never, always, or up to an hour such as 500ms or 5s",
    parse: { text in
      if text == "never" { return .never }
      if text == "always" { return .always }
      let milliseconds =
        text.hasSuffix("ms")
        ? UInt64(text.dropLast(2)) : Scaled.parse(text, Scaled.times).map { $0 &* 1000 }
      guard let milliseconds, (1...3_600_000).contains(milliseconds) else { return nil }
      return .every(milliseconds: Int(milliseconds))
    },
    text: {
      switch $0 {
      case .never: "never"
      case .always: "always"
      case .every(let milliseconds):
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
      }
    })

  private static let serverNameForm = Form<String>(
    "a name such as logs.example.org",
    parse: { text in
      guard let target = try? SinkAddress.parse("tcp:\(text):1"),
        case .tcp(let host, _) = target.stream?.peer
      else { return nil }
      return host
    }, text: { $0 })

  /// RFC 5424, table 1, by the names that syslog(3) and rsyslog have for them.
  private static let facilities = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4",
    "local5", "local6", "local7",
  ]

  private static let facilityForm = Form<Int>(
    "a number from 0 to 23 or a name such as auth, audit or local0",
    parse: { text in
      facilities.firstIndex(of: text)
        ?? Int(text).flatMap { facilities.indices.contains($0) ? $0 : nil }
    },
    text: { facilities.indices.contains($0) ? facilities[$0] : "\($0)" })

  /// RFC 5424, 6.2.5.
  private static let applicationForm = Form<String>(
    "a name of up to 48 printable ASCII characters without blanks",
    parse: { text in
      (1...48).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        ? text : nil
    }, text: { $0 })
}
