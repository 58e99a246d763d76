import CPrivileges
public import Capture
import Glibc
import SystemPackage

/// What a recording sensor still may: what was needed to start is given up, for good.
public struct Privileges: Sendable, Equatable {
  /// One capability that was kept.
  public struct Kept: Sendable, Equatable {
    /// The kernel's name.
    public var name: String
    /// What it is needed for.
    public var reason: String
  }

  /// The capabilities.
  public var kept: [Kept]

  /// Gives up all but what a sensor needs that records: on this thread, before it starts another.
  ///
  /// - Parameters:
  ///   - mode: where the kernel leaves records.
  ///   - attaching: whether programs are attached to libraries that are found later.
  ///   - paths: files that will be made or opened for writing.
  /// - Returns: what was kept.
  /// - Throws: ``PrivilegeError`` where something cannot be given up, or some thread has it still.
  public static func drop(
    mode: CaptureMode, attaching: Bool, writing paths: [String]
  ) throws(PrivilegeError) -> Privileges {
    let needs = PrivilegeNeeds(mode: mode, attaching: attaching, writing: paths)
    try check("capabilities cannot be given up", privileges_keep(needs.capabilities.rawValue))
    try check("no-new-privs cannot be set", privileges_forbid_gain())
    try check("system calls cannot be filtered (seccomp)", privileges_filter_calls())
    try checkThreads(needs.capabilities)
    // Where the sensor had less, it has less.
    let held = ThreadPrivileges.own?.permitted ?? needs.capabilities
    return Privileges(kept: kept(needs).filter { held.names.contains($0.name) })
  }

  /// Looks at every thread; the one that was made to try what is needed, and has ended, is there for a
  /// moment more.
  private static func checkThreads(_ capabilities: Capabilities) throws(PrivilegeError) {
    for look in 1... {
      let wrong = try ThreadPrivileges.all().first { !$0.isWithin(capabilities) }
      guard let wrong else { return }
      guard look < looks else {
        throw PrivilegeError("a thread of the sensor has kept rights: \(wrong)")
      }
      usleep(lookPause)
    }
  }

  private static let looks = 200
  /// Microseconds.
  private static let lookPause: useconds_t = 10_000

  /// What a sensor on this host keeps that records everything into buffers of a mode.
  static func needed(mode: CaptureMode) -> [Kept] {
    kept(PrivilegeNeeds(mode: mode, attaching: true, writing: []))
  }

  private static func kept(_ needs: PrivilegeNeeds) -> [Kept] {
    needs.needs.flatMap { need in
      need.capability.names.map { Kept(name: $0, reason: need.reason) }
    }
  }

  private static func check(_ failure: String, _ result: CInt) throws(PrivilegeError) {
    guard result != 0 else { return }
    throw PrivilegeError("\(failure): \(Errno(rawValue: -result))")
  }

  /// Tries what a sensor may not do that records; harmless where it is let.
  ///
  /// - Returns: each thing's name, and whether it was refused.
  public static func attempts() -> [(name: String, isRefused: Bool)] {
    var attempts: [(name: String, isRefused: Bool)] = []
    while true {
      var name: UnsafePointer<CChar>?
      let result = privileges_attempt(CInt(attempts.count), &name)
      guard let name else { return attempts }
      attempts.append((String(cString: name), result == -Errno.notPermitted.rawValue))
    }
  }
}

/// Why a sensor does not record: it could not give up what it does not need.
public struct PrivilegeError: Error, CustomStringConvertible, Equatable {
  public var description: String

  init(_ reason: String) {
    description = "\(reason); with --keep-privileges it records all the same"
  }
}
