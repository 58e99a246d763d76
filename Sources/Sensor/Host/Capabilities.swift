/// What a process may do: the numbers of linux/capability.h.
public struct Capabilities: Sendable, OptionSet {
  public let rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// CAP_SYS_ADMIN, which includes the other two for the kernel's purposes.
  public static let administration = Capabilities(rawValue: 1 << 21)
  /// CAP_PERFMON, for programs that look at the kernel.
  public static let observation = Capabilities(rawValue: 1 << 38)
  /// CAP_BPF, for loading programs.
  public static let programs = Capabilities(rawValue: 1 << 39)

  /// Those that matter here, by the kernel's names.
  public static let named: [(name: String, capability: Capabilities)] = [
    ("CAP_SYS_ADMIN", .administration), ("CAP_BPF", .programs), ("CAP_PERFMON", .observation),
  ]

  /// The effective ones of a /proc/PID/status; nil where it does not say.
  init?(status: String) {
    let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    let digits = line?.split(whereSeparator: \.isWhitespace).last
    guard let digits, let value = UInt64(digits, radix: 16) else { return nil }
    self.init(rawValue: value)
  }

  /// Whether the kernel lets programs be loaded that look at it.
  public var sufficesForRecording: Bool {
    contains(.administration) || isSuperset(of: [.programs, .observation])
  }

  /// The names of those that matter and are missing.
  public var missing: [String] { Self.named.filter { !contains($0.capability) }.map(\.name) }
}
