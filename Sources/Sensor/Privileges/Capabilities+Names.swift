import CPrivileges
import SystemPackage

/// What a sensor may have to keep beside what it takes to load programs.
extension Capabilities {
  /// CAP_DAC_OVERRIDE, to write where others have the say.
  static let writing = Capabilities(rawValue: 1 << 1)
  /// CAP_DAC_READ_SEARCH, to read what others have.
  static let reading = Capabilities(rawValue: 1 << 2)
  /// CAP_IPC_LOCK, for buffers that are never paged out.
  static let locking = Capabilities(rawValue: 1 << 14)
  /// CAP_SYS_PTRACE, to look at processes of others.
  static let looking = Capabilities(rawValue: 1 << 19)

  private static let names: [(Capabilities, String)] = [
    (.writing, "CAP_DAC_OVERRIDE"), (.reading, "CAP_DAC_READ_SEARCH"), (.locking, "CAP_IPC_LOCK"),
    (.looking, "CAP_SYS_PTRACE"), (.administration, "CAP_SYS_ADMIN"),
    (.observation, "CAP_PERFMON"), (.programs, "CAP_BPF"),
  ]

  /// The kernel's names of those that a sensor may keep.
  var names: [String] {
    Self.names.filter { contains($0.0) }.map(\.1)
  }

  /// Those of this thread that are in force.
  static func held() throws(Errno) -> Capabilities {
    var mask: UInt64 = 0
    let result = privileges_held(&mask)
    guard result == 0 else { throw Errno(rawValue: -result) }
    return Capabilities(rawValue: mask)
  }
}
