import Glibc
public import SystemPackage
import Threading

/// Who has started the sensor and is told how it is: systemd, as sd_notify(3) says.
///
/// Nobody is waited for: what cannot be sent at once is not sent.
public final class ServiceManager: Sendable {
  private let socket: LocalSocket
  /// Nanoseconds after which the manager takes a silent sensor for a dead one; nil: never.
  public let watchdog: UInt64?

  /// Connects with whoever NOTIFY_SOCKET names; nil where nobody does.
  ///
  /// - Parameter environment: the value of a variable.
  /// - Throws: why there is no connection; the sensor was started by somebody who waits for one.
  public init?(_ environment: (String) -> String? = ServiceManager.environment) throws(Errno) {
    guard let path = environment("NOTIFY_SOCKET"), !path.isEmpty else { return nil }
    socket = try LocalSocket.datagrams(to: path)
    watchdog = Self.watchdog(environment)
  }

  /// A variable of this process's environment.
  public static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Nil where there is none, or it is that of another process.
  private static func watchdog(_ environment: (String) -> String?) -> UInt64? {
    if let process = environment("WATCHDOG_PID"), process != "\(getpid())" { return nil }
    guard let text = environment("WATCHDOG_USEC"), let microseconds = UInt64(text),
      microseconds > 0
    else { return nil }
    return microseconds.multipliedReportingOverflow(by: 1000).partialValue
  }

  /// From now on everything is recorded.
  public func tellReady(_ status: String) {
    send("READY=1\nSTATUS=\(Self.line(status))")
  }

  /// The configuration is read anew; ends with ``tellReady(_:)``.
  public func tellReloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(nanoseconds(of: CLOCK_MONOTONIC) / 1000)")
  }

  /// For `systemctl status`.
  public func tell(_ status: String) {
    send("STATUS=\(Self.line(status))")
  }

  /// The sensor ends in order.
  public func tellStopping(_ status: String) {
    send("STOPPING=1\nSTATUS=\(Self.line(status))")
  }

  /// It is alive; for a manager with a watchdog.
  public func ping() {
    if watchdog != nil { send("WATCHDOG=1") }
  }

  /// What stands behind a newline would be an assignment of its own.
  private static func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  private func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(
      socket.descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
  }
}
