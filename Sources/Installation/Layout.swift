/// Where things are put.
public struct Layout: Sendable, Equatable {
  /// Below which directory all of it is put; "" for this host's own root.
  public var root: String
  /// Where programs are: /usr, or /usr/local.
  public var prefix: String

  /// Puts it together; "/" is this host's own root.
  public init(root: String, prefix: String) {
    self.root = root == "/" ? "" : root
    self.prefix = prefix
  }

  // As the installed program will find them, without the root.
  var binary: String { "\(prefix)/bin/lookback" }
  var unit: String { "\(prefix)/lib/systemd/system/lookback.service" }
  /// The default configuration as it was installed: what was not changed since is equal to it.
  var original: String { "\(prefix)/share/lookback/lookback.yaml" }
  var configuration: String { "/etc/lookback/lookback.yaml" }
  /// What the sensor keeps and writes: it holds what the host does, and is root's alone.
  var ownDirectories: [String] { ["/var/lib/lookback", "/var/log/lookback"] }
  /// What the sensor or systemd makes at its start, with the sockets of sensors in it.
  var runtimeDirectory: String { "/run/lookback" }
}
