/// A container, as the path of a cgroup names it.
public struct Container: Sendable, Hashable {
  /// What runs it.
  public var runtime: ContainerRuntime
  /// 64 lower-case hexadecimal digits; of systemd-nspawn and LXC the name, which can be any bytes.
  public var id: [UInt8]
}
