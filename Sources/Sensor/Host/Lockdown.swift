/// How far the kernel protects itself from root.
public enum Lockdown: Sendable, Equatable {
  /// `none`, `integrity` or `confidentiality`.
  case mode(String)
  /// The kernel is built without it.
  case absent
  /// securityfs, which tells, is not mounted.
  case unknown

  /// Reads /sys/kernel/security/lockdown: `none [integrity] confidentiality`.
  init(_ text: String) {
    let chosen = text.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("[") }
    self = chosen.map { .mode(String($0.dropFirst().dropLast())) } ?? .unknown
  }

  /// In this mode programs may not read the kernel's memory (LOCKDOWN_BPF_READ_KERNEL).
  public var forbidsRecording: Bool { self == .mode("confidentiality") }
}
