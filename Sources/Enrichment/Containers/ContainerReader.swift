import CSystemCalls
import SystemPackage

/// Reads what runtimes have written about containers; what the background thread does.
///
/// All from files: a runtime's socket could keep whoever asks. What only the socket tells is not known:
/// the image of a container that nerdctl or ctr has started, the labels of one of podman's.
struct ContainerReader {
  /// The host's root directory, as this process sees it.
  var hostRoot = "/"
  /// Where the processes are.
  var processes = "/proc"
  var limits = ContainerLimits()

  /// What is known of a container.
  ///
  /// - Throws: why nothing is.
  func read(_ request: ContainerRequest) throws(ContainerFailure) -> ContainerInfo {
    var request = request
    request.userID = owner(of: request)
    var info = ContainerInfo(request)
    if info.runtime == .lxc || info.runtime == .nspawn {
      info.set(\.name, to: info.container.id, limits)
      return info
    }
    let id = info.container.id
    // It becomes a part of paths.
    guard id.span.isContainerID(id.indices) else { throw .absent }
    let files = ContainerFiles(
      id: String(decoding: id, as: UTF8.self), directory: try directory(ofUser: info.userID),
      limits: limits)
    guard let found = try find(info.runtime, in: files) else { throw .absent }
    info.take(found, limits)
    return info
  }

  private func find(
    _ runtime: ContainerRuntime, in files: borrowing ContainerFiles
  ) throws(ContainerFailure) -> ContainerFiles.Found? {
    switch runtime {
    case .docker: return try files.docker()
    case .podman, .crio: return try files.storage()
    case .containerd: return try files.containerd()
    case .nspawn, .lxc: return nil
    case .unknown:
      if let found = try files.docker() { return found }
      if let found = try files.storage() { return found }
      return try files.containerd()
    }
  }

  /// Whose container it is; nil: root's.
  ///
  /// Where the cgroup is no user's, as of a service that runs podman as a user, the kernel knows who
  /// made the process's user namespace. If the process is gone, it is taken for root's.
  private func owner(of request: ContainerRequest) -> UInt32? {
    var user = request.key.userID ?? 0
    if request.key.userID == nil,
      let process = try? OwnedDescriptor(directory: "\(processes)/\(request.process)")
    {
      // Safety: the pointer is to a local.
      _ = unsafe system_namespace_owner(process.rawValue, &user)
    }
    return user == 0 ? nil : user
  }

  private func directory(ofUser user: UInt32?) throws(ContainerFailure) -> StateDirectory {
    do throws(Errno) {
      guard let user else {
        return try StateDirectory(root: hostRoot, sizeLimit: limits.fileBytes)
      }
      guard let home = try HomeDirectory.path(of: user, root: hostRoot, AccountLimits()) else {
        throw .noSuchFileOrDirectory
      }
      return try StateDirectory(
        home: home, of: user, root: hostRoot, sizeLimit: limits.fileBytes)
    } catch {
      throw error == .noSuchFileOrDirectory ? ContainerFailure.absent : .unreadable
    }
  }
}
