/// A container, found in one component of a path.
struct ContainerComponent: Equatable {
  var runtime: ContainerRuntime
  /// Where in the path its id or name is.
  var id: Range<Int>
  /// Whether systemd's escapes are to be undone in it.
  var isEscaped = false

  /// What runtimes write before an id.
  ///
  /// Followed by anything else than the id, it is not a container: `crio-conmon-` and
  /// `libpod-conmon-` are for the processes that watch one from outside.
  private static let prefixes: [(StaticString, ContainerRuntime)] = [
    ("docker-", .docker),
    ("cri-containerd-", .containerd),
    ("nerdctl-", .containerd),
    ("crio-", .crio),
    ("libpod-", .podman),
    // with --cgroups=split, below the service that runs podman
    ("libpod-payload-", .podman),
  ]

  /// The same where runc was told a slice but does not ask systemd: `kubepods.slice:crio:<id>`.
  private static let words: [(StaticString, ContainerRuntime)] = [
    (":docker:", .docker),
    (":cri-containerd:", .containerd),
    (":crio:", .crio),
    (":libpod:", .podman),
  ]

  /// Looks at a component.
  ///
  /// - Returns: nil if it is not the outermost cgroup of a container.
  init?(_ component: Range<Int>, parent: Range<Int>, in path: Span<UInt8>) {
    if let found = Self.byID(component, parent: parent, in: path) {
      self = found
    } else if let found = Self.byMachine(component, in: path) {
      self = found
    } else if let found = Self.byLXC(component, parent: parent, in: path) {
      self = found
    } else {
      return nil
    }
  }

  private init(_ runtime: ContainerRuntime, _ id: Range<Int>, isEscaped: Bool = false) {
    self.runtime = runtime
    self.id = id
    self.isEscaped = isEscaped
  }

  /// 64 hexadecimal digits, with or without words around them.
  private static func byID(
    _ component: Range<Int>, parent: Range<Int>, in path: Span<UInt8>
  ) -> Self? {
    let suffix = path.hasSuffix(".scope", component) ? 6 : 0
    let name = component.dropLast(suffix)
    let id = name.suffix(64)
    guard path.isContainerID(id) else { return nil }
    let prefix = name.dropLast(64)
    if prefix.isEmpty {
      // The id of a podman pod is not one of a container; only conmon runs there.
      guard suffix == 0, !path.equals("libpod_parent", parent) else { return nil }
      return Self(path.equals("docker", parent) ? .docker : .unknown, id)
    }
    for (word, runtime) in prefixes where path.equals(word, prefix) {
      return Self(runtime, id)
    }
    for (word, runtime) in words where path.hasSuffix(word, prefix) {
      return Self(runtime, id)
    }
    return nil
  }

  /// What systemd-machined knows, and is not a virtual machine.
  private static func byMachine(_ component: Range<Int>, in path: Span<UInt8>) -> Self? {
    if let name = path.between("systemd-nspawn@", ".service", component) {
      return Self(.nspawn, name, isEscaped: true)
    }
    guard let name = path.between("machine-", ".scope", component) else { return nil }
    // libvirt's names are driver, number, name.
    if path.numberedMachine(of: "qemu", name) != nil { return nil }
    if let name = path.numberedMachine(of: "lxc", name) {
      return Self(.lxc, name, isEscaped: true)
    }
    return Self(.nspawn, name, isEscaped: true)
  }

  /// `/lxc/NAME`, `/lxc.payload/NAME` or `/lxc.payload.NAME`, by version.
  private static func byLXC(
    _ component: Range<Int>, parent: Range<Int>, in path: Span<UInt8>
  ) -> Self? {
    if path.equals("lxc", parent) || path.equals("lxc.payload", parent) {
      return Self(.lxc, component)
    }
    return path.between("lxc.payload.", "", component).map { Self(.lxc, $0) }
  }
}
