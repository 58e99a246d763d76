import Events
import Glibc
import SystemPackage

/// The libraries of this host that programs are attached to, each looked for once.
final class HostLibraries {
  private var known: [UserLibrary: Result<[LibraryFile], LibraryImage.Refusal>] = [:]

  /// The files of a library; none where this host does not have it.
  ///
  /// - Throws: why what is there cannot be used.
  func files(of library: UserLibrary) throws(LibraryImage.Refusal) -> [LibraryFile] {
    if let known = known[library] { return try known.get() }
    let result = Self.find(library)
    known[library] = result
    return try result.get()
  }

  private static func find(_ library: UserLibrary) -> Result<[LibraryFile], LibraryImage.Refusal> {
    let root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else {
      return .failure(LibraryImage.Refusal(description: "/: \(Errno(rawValue: currentErrno()))"))
    }
    defer { close(root) }
    return Result { () throws(LibraryImage.Refusal) in
      try LibraryFile.find(library, below: root)
    }
  }
}
