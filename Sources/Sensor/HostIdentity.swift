import Capture
public import SystemPackage

/// What makes a host's events its own: the machine, this boot, and when the boot was.
public struct HostIdentity: Sendable {
  /// The machine's id, as /etc/machine-id has it; the boot id where there is none.
  public var id: String
  /// This boot's id, as /proc/sys/kernel/random/boot_id has it.
  public var bootID: String
  /// Real time minus time since boot, in nanoseconds.
  ///
  /// Taken once: events keep their distances when the clock is set, and a replayed record gets the
  /// same time again.
  public var bootToRealtime: Int64
  /// The kernel's release, such as "6.12.1".
  public var kernel: String

  /// This host's.
  public static func current() throws(Errno) -> HostIdentity {
    let bootID = try firstLine("/proc/sys/kernel/random/boot_id")
    var machineID = (try? firstLine("/etc/machine-id")) ?? ""
    // systemd writes "uninitialized" into an image that has not booted yet.
    if !machineID.allSatisfy(\.isHexDigit) { machineID = "" }
    return HostIdentity(
      id: machineID.isEmpty ? bootID : machineID, bootID: bootID,
      bootToRealtime: offset(), kernel: (try? firstLine("/proc/sys/kernel/osrelease")) ?? "")
  }

  private static func firstLine(_ path: String) throws(Errno) -> String {
    let text = try readWholeFile(path)
    return text.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// The real time is read between two readings of the other clock.
  private static func offset() -> Int64 {
    let before = bootTime()
    let real = timeOfDay()
    let after = bootTime()
    let middle = before + (after - before) / 2
    return real - Int64(middle)
  }
}
