import CEnrichment
import Glibc
import SystemPackage

/// A root directory whose files can be read; what is in it, its owner has made as they like.
///
/// Kept open for one look only: a descriptor keeps the file system of a container that has ended.
struct RootDirectory: ~Copyable {
  private let directory: OwnedDescriptor

  /// Where roots are found.
  struct Places: Sendable {
    /// The host's root.
    var host = "/"
    /// Where the processes are.
    var processes = "/proc"
    /// Whether the root of a process has to be the root of a mount, as a container's is; another one
    /// is that of a process that has gone into a directory (chroot), and not of its namespace.
    var requireMountRoot = true
  }

  /// Opens a root.
  ///
  /// - Throws: why it cannot be; `noSuchProcess` if the process is gone or in another namespace.
  init(_ root: AccountRoot, in places: Places) throws(Errno) {
    directory =
      switch root {
      case .host: try OwnedDescriptor(directory: places.host)
      case .mountNamespace(let number, _, let process):
        try Self.root(of: "\(places.processes)/\(process)", in: number, places)
      }
  }

  private static func root(
    of path: String, in number: UInt32, _ places: Places
  ) throws(Errno) -> OwnedDescriptor {
    // It stays this process's directory, also when its number has become another's.
    let process = try OwnedDescriptor(directory: path)
    try check(process, isIn: number)
    let root = try OwnedDescriptor(directory: "root", in: process.rawValue)
    // Once more: it can have gone elsewhere meanwhile.
    try check(process, isIn: number)
    if places.requireMountRoot {
      guard enrichment_is_mount_root(root.rawValue) == 1 else { throw .noSuchProcess }
    }
    return root
  }

  private static func check(
    _ process: borrowing OwnedDescriptor, isIn number: UInt32
  ) throws(Errno) {
    guard try process.status(of: "ns/mnt").st_ino == UInt(number) else { throw .noSuchProcess }
  }

  /// A regular file below the root, links resolved within it; nothing else is opened.
  ///
  /// - Throws: why it cannot be read; ``RootDirectory/isAbsence(_:)`` tells whether it is not there.
  func file(_ path: String) throws(Errno) -> OwnedDescriptor {
    // Safety: the string lives during the call.
    let named = try unsafe OwnedDescriptor(enrichment_name_in_root(directory.rawValue, path))
    guard try named.status().st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
    // A file of /proc can be anything; reading it may even take something away from its readers.
    guard enrichment_is_made_up(named.rawValue) == 0 else { throw .invalidArgument }
    return try OwnedDescriptor(enrichment_open_named(named.rawValue))
  }

  /// Whether the error of ``file(_:)`` says that this root has no such file, and not that it could
  /// not be read now.
  static func isAbsence(_ error: Errno) -> Bool {
    switch error {
    case .noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels, .invalidArgument: true
    default: false
    }
  }
}
