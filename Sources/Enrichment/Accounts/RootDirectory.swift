import CSystemCalls
import Glibc
import SystemPackage

/// A root directory whose files can be read; what is in it, its owner has made as they like.
///
/// Kept open for one look only: a descriptor keeps the file system of a container that has ended.
struct RootDirectory: ~Copyable {
  private let directory: OwnedDescriptor
  /// What makes the numbers in its files the kernel's.
  let maps: IDMaps

  /// Where roots are found.
  struct Places: Sendable {
    /// The host's root.
    var host = "/"
    /// Where the processes are.
    var processes = "/proc"
    /// Whether the processes are real ones, and not folders that a test has made; of a real one is
    /// asked whether its root and its user namespace are those of its mount namespace.
    var areReal = true
  }

  /// Opens a root.
  ///
  /// - Throws: why it cannot be; `noSuchProcess` if the process is gone or in another namespace.
  init(_ root: AccountRoot, in places: Places) throws(Errno) {
    switch root {
    case .host:
      directory = try OwnedDescriptor(directory: places.host)
      maps = IDMaps()
    case .mountNamespace(let number, _, let pid):
      // It stays this process's directory, also when its number has become another's.
      let process = try OwnedDescriptor(directory: "\(places.processes)/\(pid)")
      try Self.check(process, isIn: number)
      let root = try OwnedDescriptor(directory: "root", in: process.rawValue)
      // Another root is that of a process that has gone into a directory (chroot).
      guard !places.areReal || system_is_mount_root(root.rawValue) == 1 else {
        throw .noSuchProcess
      }
      let maps = try Self.maps(of: process, in: places)
      // Once more: it can have gone elsewhere meanwhile.
      try Self.check(process, isIn: number)
      self.maps = maps
      directory = root
    }
  }

  /// The maps of the user namespace that a process's mount namespace was made in, whose numbers the
  /// files are in.
  ///
  /// - Throws: `noSuchProcess` if the process is in another one: it came in from the host (nsenter), say.
  private static func maps(
    of process: borrowing OwnedDescriptor, in places: Places
  ) throws(Errno) -> IDMaps {
    if places.areReal {
      var owner: UInt64 = 0
      // Safety: the pointer is to a local.
      let result = unsafe system_mount_owner(process.rawValue, &owner)
      guard result == 0 else { throw Errno(rawValue: -result) }
      let own = try OwnedDescriptor(directory: "\(places.processes)/self")
      // The mounts are the host's, or made with its numbers, as most containers' are.
      if try own.status(of: "ns/user").st_ino == owner { return IDMaps() }
      guard try process.status(of: "ns/user").st_ino == owner else { throw .noSuchProcess }
    }
    return IDMaps(users: try map("uid_map", of: process), groups: try map("gid_map", of: process))
  }

  /// A map of the process's user namespace; without user namespaces there is no such file.
  private static func map(
    _ name: String, of process: borrowing OwnedDescriptor
  ) throws(Errno) -> IDMap {
    do throws(Errno) {
      // Safety: the string lives during the call.
      let named = try unsafe OwnedDescriptor(system_name_in_root(process.rawValue, name))
      let file = try OwnedDescriptor(system_open_named(named.rawValue))
      return IDMap(try file.contents(count: mapBytes))
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
      return .identity
    }
  }

  /// More than 340 lines of three numbers, which is all that the kernel takes.
  private static let mapBytes = 16_384

  private static func check(
    _ process: borrowing OwnedDescriptor, isIn number: UInt32
  ) throws(Errno) {
    guard try process.status(of: "ns/mnt").st_ino == UInt(number) else { throw .noSuchProcess }
  }

  /// Whether it is the very directory that is the host's root.
  ///
  /// - Throws: what stat(2) does.
  func isHosts(_ places: Places) throws(Errno) -> Bool {
    let own = try directory.status()
    let host = try OwnedDescriptor(directory: places.host).status()
    return own.st_dev == host.st_dev && own.st_ino == host.st_ino
  }

  /// A regular file below the root, links resolved within it; nothing else is opened.
  ///
  /// - Throws: why it cannot be read; ``RootDirectory/isAbsence(_:)`` tells whether it is not there.
  func file(_ path: String) throws(Errno) -> OwnedDescriptor {
    // Safety: the string lives during the call.
    let named = try unsafe OwnedDescriptor(system_name_in_root(directory.rawValue, path))
    guard try named.status().st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
    // A file of /proc can be anything; reading it may even take something away from its readers.
    guard system_is_made_up(named.rawValue) == 0 else { throw .invalidArgument }
    return try OwnedDescriptor(system_open_named(named.rawValue))
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
