import CLibBPF
import Events
import Glibc

/// A BPF program that somebody has loaded into the running kernel.
public struct LoadedProgram: Sendable, Equatable {
  /// What it was called, cut to 15 bytes by the kernel; often empty.
  public var name: String
  /// The sort of program, as libbpf calls it: `tracing`, `kprobe`, `cgroup_skb`.
  public var type: String

  /// Puts together what is known.
  public init(name: String, type: String) {
    self.name = name
    self.type = type
  }

  /// Whether it looks at what others do, as a sensor's programs do; those that filter packets or
  /// devices, as systemd's, do not.
  public var isObserver: Bool { Self.observers.contains(type) }

  /// Whether it is called like one of our own, of which the kernel keeps 15 bytes.
  public var isOurs: Bool { Self.ours.contains(name) }

  private static let ours: Set<String> = {
    let programs = EventCatalog.all.flatMap(\.hooks).flatMap(\.programs)
    return Set((programs + [LoadPlan.dispatcher] + LoadPlan.base).map { String($0.prefix(15)) })
  }()

  private static let observers: Set = [
    "kprobe", "tracepoint", "perf_event", "raw_tracepoint", "raw_tracepoint_writable", "tracing",
    "lsm",
  ]

  /// All of them, whoever they belong to.
  ///
  /// - Throws: ``BPFError`` where this process may not know (CAP_SYS_ADMIN).
  public static func all() throws(BPFError) -> [LoadedProgram] {
    var programs: [LoadedProgram] = []
    var id: UInt32 = 0
    while true {
      let result = bpf_prog_get_next_id(id, &id)
      if result == -ENOENT { return programs }
      guard result == 0 else { throw BPFError("list the BPF programs", result: result) }
      let descriptor = bpf_prog_get_fd_by_id(id)
      if descriptor == -ENOENT { continue }  // gone meanwhile
      guard descriptor >= 0 else { throw BPFError("look at a BPF program", result: descriptor) }
      defer { close(descriptor) }
      if let program = LoadedProgram(descriptor: descriptor) { programs.append(program) }
    }
  }

  private init?(descriptor: CInt) {
    guard let info = bpf_prog_info(descriptor: descriptor) else { return nil }
    name = withUnsafeBytes(of: info.name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    // nil: a type that is newer than libbpf.
    let known = libbpf_bpf_prog_type_str(bpf_prog_type(rawValue: info.type))
    type = known.map { String(cString: $0) } ?? "type \(info.type)"
  }
}
