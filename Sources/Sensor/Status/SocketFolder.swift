import Capture
import Glibc
import SystemPackage

/// A directory for sockets that nobody else can tamper with.
final class SocketFolder: Sendable {
  let path: String
  private let descriptor: CInt

  /// Opens it.
  ///
  /// - Parameters:
  ///   - path: of the directory.
  ///   - followingLink: whether the path may be a symbolic link.
  /// - Throws: ``StatusError`` if it is no directory, or others may write to it.
  init(_ path: String, followingLink: Bool) throws(StatusError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followingLink ? 0 : O_NOFOLLOW)
    let opened = open(path, flags)
    guard opened >= 0 else { throw StatusError(path, Errno(rawValue: errno)) }
    var facts = stat()
    let result = fstat(opened, &facts)
    self.path = path
    descriptor = opened
    guard result == 0 else { throw StatusError(path, Errno(rawValue: errno)) }
    guard facts.st_uid == 0 || facts.st_uid == geteuid() else {
      throw StatusError(path, "belongs to the user \(facts.st_uid)")
    }
    // In a sticky directory, as /tmp, they can make files of their own but not touch ours.
    guard facts.st_mode & 0o022 == 0 || facts.st_mode & S_ISVTX != 0 else {
      throw StatusError(path, "others may write to it")
    }
  }

  deinit {
    close(descriptor)
  }

  /// Which socket has a name; nil if none has it.
  func socket(_ name: String) -> FileIdentity? {
    var facts = stat()
    guard fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0,
      facts.st_mode & S_IFMT == S_IFSOCK
    else { return nil }
    return FileIdentity(facts)
  }

  /// Removes a socket if it is still this one.
  func remove(_ name: String, _ identity: FileIdentity) {
    if socket(name) == identity { unlinkat(descriptor, name, 0) }
  }

  /// Removes a socket to which nobody listens any more.
  func removeStale(_ name: String) {
    guard let identity = socket(name), let client = try? LocalSocket() else { return }
    do {
      // One with a full queue lives: it is not waited for.
      try client.limitWaiting(to: 1)
      try client.connect(to: "\(path)/\(name)")
    } catch .connectionRefused {
      remove(name, identity)
    } catch {
      // Whatever it is, it is not known to be dead.
    }
  }
}
