/// Whose names: the root directory with the files in which they are.
public enum AccountRoot: Sendable, Equatable {
  /// The root of the host.
  case host
  /// The root of a mount namespace.
  ///
  /// - Parameters:
  ///   - number: the inode number of the namespace, as in /proc/PID/ns/mnt; 0 if it is not known.
  ///   - generation: what tells it from a later namespace with the same number, which the kernel
  ///     gives again as soon as it is free: the `seq` of its `struct mnt_namespace`. 0 everywhere if
  ///     it is not known; then a namespace can be taken for its predecessor until it is looked at.
  ///   - process: a process in it, through which it is looked at; its pid, as the sensor sees it.
  case mountNamespace(number: UInt32, generation: UInt64 = 0, process: UInt32)
}
