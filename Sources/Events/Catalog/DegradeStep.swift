internal import CEventABI

/// What the sensor leaves out while it is over a limit of its own, in the order in which it does.
///
/// Each step leaves out what those before it do as well. The critical lane is in none of them. The
/// numbers are those of `enum ev_step`.
public enum DegradeStep: UInt32, CaseIterable, Sendable, CustomStringConvertible {
  /// Files that are opened for reading.
  case fileReads = 1
  /// The other events of files.
  case files
  /// What surrounds connections.
  case network
  /// What is written to terminals, and shown on them.
  case terminals
  /// The connections themselves.
  case connections

  /// The name in events.
  public var description: String {
    switch self {
    case .fileReads: "file_reads"
    case .files: "files"
    case .network: "network"
    case .terminals: "terminals"
    case .connections: "connections"
    }
  }

  /// What is left out, and what of it is not.
  public var summary: String {
    switch self {
    case .fileReads: "`file.open` for reading; but not of secrets"
    case .files:
      """
      all events of files; but not of secrets, nor of files that have programs run by themselves or \
      list accounts
      """
    case .network:
      """
      `dns.question`, `dns.answer`, `net.send`, `net.close`, and `net.connect` to sockets of the host \
      itself (unix)
      """
    case .terminals: "`tty.output`, `tty.write`"
    case .connections: "`net.connect`, `net.accept`, `net.bind`, `net.listen`, `net.raw`"
    }
  }

  /// The kinds that are left out from this step on.
  ///
  /// Of some of them a part is left out by an earlier step, or by none: bpf/degrade.bpf.c.
  public var kinds: Set<EventKind> {
    switch self {
    case .fileReads: []
    case .files: FileEffects.causes.union([.fileClose])
    case .network: [.dnsQuestion, .dnsAnswer, .netSend, .netClose]
    case .terminals: [.ttyOutput, .ttyWrite]
    case .connections: [.netConnect, .netAccept, .netBind, .netListen, .netRaw]
    }
  }
}
