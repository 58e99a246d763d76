import CSystemCalls
import Events
import Glibc
import SystemPackage

/// The file of a library, open, with the functions in it that programs are attached to.
///
/// Programs are attached to the file and not to its name: in every process that has it mapped, by
/// whatever name.
final class LibraryFile {
  let identity: FileIdentity
  private let descriptor: CInt
  private let image: LibraryImage

  /// The library below a root, looked for where dynamic linkers do; links lead nowhere else.
  ///
  /// - Parameters:
  ///   - library: the library.
  ///   - root: a descriptor of the directory.
  /// - Returns: its files; none where it is not there.
  /// - Throws: why those are refused that there are.
  static func find(
    _ library: UserLibrary, below root: CInt
  ) throws(LibraryImage.Refusal) -> [LibraryFile] {
    var found: [LibraryFile] = []
    var refusal: LibraryImage.Refusal?
    for directory in directories {
      let path = "\(directory)/\(library.fileName)"
      let descriptor = system_open_file_in_root(root, path)
      if descriptor == -ENOENT || descriptor == -ENOTDIR { continue }
      do throws(LibraryImage.Refusal) {
        guard descriptor >= 0 else {
          throw LibraryImage.Refusal(description: "\(Errno(rawValue: -descriptor))")
        }
        let file = try LibraryFile(library, descriptor: descriptor)
        if !found.contains(where: { $0.identity == file.identity }) { found.append(file) }
      } catch {
        refusal = LibraryImage.Refusal(description: "/\(path): \(error)")
      }
    }
    if found.isEmpty, let refusal { throw refusal }
    return found
  }

  /// Below the root; of this machine's word size first.
  private static let directories = [
    "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64", "lib", "usr/lib",
  ]

  /// Takes the descriptor over.
  private init(_ library: UserLibrary, descriptor: CInt) throws(LibraryImage.Refusal) {
    let file = FileDescriptor(rawValue: descriptor)
    do {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        throw LibraryImage.Refusal(description: "\(Errno(rawValue: currentErrno()))")
      }
      guard status.st_size <= LibraryImage.byteLimit else {
        throw LibraryImage.Refusal(description: "it is too large for \(library.fileName)")
      }
      identity = FileIdentity(status)
      image = try LibraryImage(try Self.bytes(of: file))
      guard image.has(interface: library.interface) else {
        throw LibraryImage.Refusal(
          description: "it does not have the interface \(library.interface)")
      }
    } catch {
      try? file.close()
      throw error as? LibraryImage.Refusal ?? LibraryImage.Refusal(description: "\(error)")
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// By which libbpf and the kernel find this file and no other.
  var path: String { "/proc/self/fd/\(descriptor)" }

  /// Where a function begins in the file; nil: it has none of that name.
  func offset(of function: UserFunction) -> UInt64? {
    image.offset(of: function.name)
  }

  private static func bytes(of file: FileDescriptor) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= LibraryImage.byteLimit {
      let count: Int
      do {
        count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
      } catch {
        throw error as? Errno ?? .ioError
      }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}
