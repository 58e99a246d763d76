/// What the path of a cgroup says of the processes in it: container, pod, unit, user.
///
/// It is told what the path says, no more. ``unit``, ``slice`` and ``userID`` come from where only
/// the system's manager makes cgroups: from the root to the first unit. What is below a unit, its
/// processes may have been allowed to make: a user can call a directory of their own like
/// somebody's container. Such a ``container`` comes with the user's ``userID``, as every rootless
/// container does, or with the ``unit`` of the service that was given the right.
///
/// Cgroups are named by systemd as its `cg_path_get_unit` and relatives read them, by the runtimes
/// as in the table of `ContainerComponent`.
public struct CgroupIdentity: Sendable, Equatable {
  /// The innermost container.
  ///
  /// The process that watches over a container from outside (`conmon`, the supervisor of
  /// systemd-nspawn, the monitor of LXC) is not in it.
  public var container: Container?
  /// The innermost Kubernetes pod: a UUID, or the 32 hexadecimal digits of a static pod.
  public var podID: [UInt8]?
  /// The unit of the system's manager: `ssh.service`, `session-3.scope`.
  public var unit: [UInt8]?
  /// The unit of a user's manager, which is below ``unit``: `app-editor.scope`.
  public var userUnit: [UInt8]?
  /// The innermost slice around ``unit``: `user-1000.slice`.
  public var slice: [UInt8]?
  /// The user whose slice it is, as the kernel's number.
  public var userID: UInt32?

  /// Reads a path.
  ///
  /// Takes time in proportion to the length, and memory for the result only.
  ///
  /// - Parameter path: any bytes; from the root of the hierarchy on (`/system.slice/ssh.service`),
  ///   of version 1 or 2, without the ` (deleted)` that /proc appends.
  public init(path: Span<UInt8>) {
    let walk = CgroupWalk(path)
    container = walk.container.map { found in
      Container(
        runtime: found.runtime,
        id: found.isEscaped ? path.systemdUnescaped(found.id) : path.bytes(found.id))
    }
    podID = walk.pod.map { pod in
      // In the name of a slice a dash separates a slice from the one it is in.
      path.bytes(pod).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
    }
    unit = walk.unit.map { path.bytes($0) }
    userUnit = walk.userUnit.map { path.bytes($0) }
    slice = walk.slice.map { path.bytes($0) }
    userID = walk.userID
  }
}
