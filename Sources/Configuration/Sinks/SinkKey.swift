import Sinks

/// One thing that can be said of a sink: as a key in the file, and behind the `?` of its text.
struct SinkKey: Sendable {
  let name: String
  let sort: SinkSort
  /// What is taken, to stand behind "takes"; as on any machine.
  let takes: String
  /// What it is, in sentences.
  let summary: String
  /// Whether there can be several.
  let isList: Bool
  /// Takes a value in.
  let read: @Sendable (inout SinkSpecification, String) throws(Mistake) -> Void
  /// The value in force; nil: it makes no sense for the sink.
  let value: @Sendable (SinkSpecification) -> String?

  init<Value>(
    _ name: String, for sort: SinkSort = .any, _ form: Form<Value>, isList: Bool = false,
    get: @escaping @Sendable (SinkSpecification) -> Value?,
    set: @escaping @Sendable (inout SinkSpecification, Value) -> Void, _ summary: String
  ) {
    self.name = name
    self.sort = sort
    takes = form.documented
    self.isList = isList
    self.summary = summary
    read = { sink, text throws(Mistake) in set(&sink, try form.parse(text)) }
    value = { sink in sort.includes(sink.target) ? get(sink).map(form.text) : nil }
  }

  /// The one of that name.
  static func named(_ name: String) -> SinkKey? {
    all.first { $0.name == name }
  }

  /// What is said of a sink beyond what is usual for its target.
  static func particulars(of sink: SinkSpecification) -> [(key: SinkKey, value: String)] {
    let name = SinkDraft.usualName(of: sink.target) ?? ""
    let usual = SinkSpecification(name: name, target: sink.target.withoutParticulars)
    return all.compactMap { key in
      guard let value = key.value(sink), value != key.value(usual) else { return nil }
      return (key, value)
    }
  }
}

/// Which sinks a key is for.
enum SinkSort: Sendable, CaseIterable {
  case any
  case file
  /// Lines over a connection.
  case stream
  case syslog
  case tls

  func includes(_ target: SinkTarget) -> Bool {
    switch self {
    case .any: true
    case .file: target.file != nil
    case .stream: target.stream != nil
    case .syslog: target.syslog != nil
    case .tls: target.tls != nil
    }
  }

  /// The beginnings of the addresses of such sinks.
  var description: String {
    switch self {
    case .any: "any sink"
    case .file: "file:"
    case .stream: "unix:, tcp: and tls:"
    case .syslog: "syslog:"
    case .tls: "tls: and syslog:tls:"
    }
  }
}

// What is particular to a sort of target, to be changed where it is.
extension SinkTarget {
  var file: FileTarget? {
    get { if case .file(let file) = self { file } else { nil } }
    set { if let newValue { self = .file(newValue) } }
  }

  var stream: StreamTarget? {
    get { if case .stream(let stream) = self { stream } else { nil } }
    set { if let newValue { self = .stream(newValue) } }
  }

  var syslog: SyslogTarget? {
    get { if case .syslog(let syslog) = self { syslog } else { nil } }
    set { if let newValue { self = .syslog(newValue) } }
  }

  var tls: TLSSettings? {
    get {
      guard case .tls(_, _, let settings) = stream?.peer ?? syslog?.peer else { return nil }
      return settings
    }
    set {
      guard let newValue, case .tls(let host, let port, _) = stream?.peer ?? syslog?.peer else {
        return
      }
      stream?.peer = .tls(host: host, port: port, newValue)
      syslog?.peer = .tls(host: host, port: port, newValue)
    }
  }

  /// The same place, with everything as is usual.
  fileprivate var withoutParticulars: SinkTarget {
    var target: SinkTarget =
      switch self {
      case .standardOutput: .standardOutput
      case .file(let file): .file(FileTarget(path: file.path))
      case .stream(let stream): .stream(StreamTarget(peer: stream.peer))
      case .syslog(let syslog): .syslog(SyslogTarget(peer: syslog.peer))
      case .history(let history): .history(history)
      }
    if target.tls != nil { target.tls = TLSSettings() }
    return target
  }
}
