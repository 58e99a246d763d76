/// What runs a container, as far as the name of its cgroup says.
public enum ContainerRuntime: String, Sendable, CaseIterable {
  /// Docker, under Kubernetes too.
  case docker
  /// containerd without Docker: by Kubernetes or nerdctl.
  case containerd
  /// CRI-O.
  case crio
  /// Podman, with root's rights or without.
  case podman
  /// systemd-nspawn, and whatever else registers a container with systemd-machined.
  case nspawn
  /// LXC, and what is made of it: LXD, Incus, libvirt's containers.
  case lxc
  /// A container's id without a word on who runs it.
  case unknown
}
