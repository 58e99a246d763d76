public import Events

/// One sink as the user asks for it, on the command line or in the configuration file.
public struct SinkSpecification: Sendable, Equatable {
  /// What it is called in messages, in events and on the disk; no two sinks have the same name.
  public var name: String
  /// Where the lines go.
  public var target: SinkTarget
  /// How an event is written.
  public var format = EventFormat.lookback
  /// Which events it gets.
  public var filter = SinkFilter()
  /// What happens when nothing more can be kept for it.
  public var policy: FullPolicy
  /// How many bytes are kept for it in memory.
  public var memory = 4 << 20
  /// What is kept for it on the disk; nil: nothing.
  public var spool: SpoolSpecification?

  /// A sink with what is usual for its target: files and standard output hold the sensor up when they
  /// are full, so that the kernel counts what is lost; peers do not, and have a spool.
  public init(name: String, target: SinkTarget) {
    self.name = name
    self.target = target
    switch target {
    case .standardOutput, .file: policy = .block
    case .history:
      policy = .dropOldest
      // A disk that is busy for a while costs nothing.
      memory = 32 << 20
    case .stream, .syslog:
      policy = .dropOldest
      spool = SpoolSpecification()
    }
  }
}

extension SinkSpecification {
  /// Whether it is the history of this host, which nobody asks for as a sink.
  public var isHistory: Bool {
    if case .history = target { true } else { false }
  }
}

/// Where the lines of a sink go.
public enum SinkTarget: Sendable, Equatable {
  case standardOutput
  case file(FileTarget)
  /// Newline-delimited, over a connection.
  case stream(StreamTarget)
  /// RFC 5424.
  case syslog(SyslogTarget)
  /// The history of this host.
  case history(HistoryTarget)
}

/// Where the past is kept, and how much of it.
public struct HistoryTarget: Sendable, Equatable {
  /// The directory of its segments.
  public var directory: String
  /// Bytes on the disk.
  public var bytes: UInt64
  /// Seconds after which what was recorded goes.
  public var age: UInt64

  /// Puts it together.
  public init(directory: String, bytes: UInt64, age: UInt64) {
    self.directory = directory
    self.bytes = bytes
    self.age = age
  }
}

/// A file that is put aside when it is large or old enough.
public struct FileTarget: Sendable, Equatable {
  /// The path of the one that is being written.
  public var path: String
  /// At so many bytes it is put aside; 0: never.
  public var rotateAtBytes: UInt64 = 256 << 20
  /// At that age, in seconds, it is put aside; 0: never.
  public var rotateAtAge: UInt64 = 0
  /// How many that were put aside are kept; the oldest goes.
  public var kept = 10
  /// What becomes of one that was put aside.
  public var compression = FileCompression.gzip
  /// When what is written is made to last.
  public var sync = FileSync.never

  /// A file with what is usual.
  public init(path: String) {
    self.path = path
  }
}

/// How a closed file is made smaller.
public enum FileCompression: String, Sendable, CaseIterable {
  case none
  case gzip
  case zstd
}

/// When a file's bytes are made to last (fsync).
public enum FileSync: Sendable, Equatable {
  /// The kernel decides, but for the end of a file.
  case never
  /// After every batch.
  case always
  /// At most so many milliseconds later.
  case every(milliseconds: Int)
}

/// The other end of a connection.
public enum PeerAddress: Sendable, Equatable {
  /// A unix stream socket.
  case unix(path: String)
  /// A unix datagram socket, for syslog.
  case unixDatagram(path: String)
  case tcp(host: String, port: Int)
  case tls(host: String, port: Int, TLSSettings)
}

/// How the other end of a TLS connection is known, and how it knows us.
public struct TLSSettings: Sendable, Equatable {
  /// Whether the certificate and the name in it are checked.
  public var verifies = true
  /// Who is believed, as PEM; nil: whom the system believes.
  public var authorities: String?
  /// The client's certificate chain, as PEM.
  public var certificate: String?
  /// The client's private key, as PEM.
  public var key: String?
  /// The name that the certificate has to have; nil: the host's.
  public var serverName: String?

  /// What is usual.
  public init() {}
}

/// Newline-delimited lines over a connection.
public struct StreamTarget: Sendable, Equatable {
  /// The other end.
  public var peer: PeerAddress
  /// Whether the other end says what it has taken; see docs/sinks.md.
  public var acknowledges = false

  /// A peer that says nothing.
  public init(peer: PeerAddress) {
    self.peer = peer
  }
}

/// A receiver of syslog messages.
public struct SyslogTarget: Sendable, Equatable {
  /// The other end.
  public var peer: PeerAddress
  /// The number of the facility, 0 to 23; RFC 5424, 6.2.1.
  public var facility = 13
  /// APP-NAME.
  public var application = "lookback"

  /// A receiver with what is usual: facility 13, log audit.
  public init(peer: PeerAddress) {
    self.peer = peer
  }
}

/// How an event is written.
public enum EventFormat: String, Sendable, CaseIterable {
  /// As docs/events.md says.
  case lookback
  /// Elastic Common Schema.
  case ecs
  /// Open Cybersecurity Schema Framework.
  case ocsf
}

/// Which events a sink gets: those that meet all of it, and whatever the sensor says of itself.
public struct SinkFilter: Sendable, Equatable {
  /// Which kinds; nil: all.
  public var kinds: Set<EventKind>?
  /// The least severe that it gets, 1 (highest) to 3; nil: events without a severity, too.
  public var severity: Int?
  /// A condition on fields, in the language of docs/filters.md.
  public var condition: String?

  /// All events.
  public init() {}
}

/// What happens when a sink's memory and disk are full.
public enum FullPolicy: String, Sendable, CaseIterable {
  /// The sensor waits, the kernel's buffers fill, and what finds no room there is counted.
  case block
  /// What comes is thrown away and counted.
  case dropNewest = "drop-newest"
  /// What has waited longest is thrown away and counted.
  case dropOldest = "drop-oldest"
}

/// What is kept on the disk for a sink whose other end does not take it.
public struct SpoolSpecification: Sendable, Equatable {
  /// The directory of all spools; each sink has one of its own below, of its name.
  public var directory = "/var/lib/lookback/spool"
  /// How many bytes there may be at most.
  public var limit: UInt64 = 1 << 30

  /// What is usual.
  public init() {}
}
