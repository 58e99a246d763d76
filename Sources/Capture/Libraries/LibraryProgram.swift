import Events
import SystemPackage

/// A loaded program, and the function of a library that it belongs at.
struct LibraryProgram: Sendable {
  /// The program's name, for messages.
  let name: String
  /// Of the loaded program.
  let descriptor: CInt
  let function: UserFunction
  let atReturn: Bool

  /// Attaches it to the function as a file of the library has it.
  func attach(to file: LibraryFile) throws(BPFError) -> CodeProbe {
    guard let offset = file.offset(of: function) else {
      throw BPFError(
        operation, errno: .noSuchFileOrDirectory, detail: "it has no such function")
    }
    return try attach(to: offset, in: file.path)
  }

  /// Attaches it to what stands for the function; nil: nothing does.
  func attachToStandIn() throws(BPFError) -> CodeProbe? {
    guard let standIn = StandIn(rawValue: function.name) else { return nil }
    guard let offset = standIn.fileOffset else {
      throw BPFError(
        operation, errno: .noSuchFileOrDirectory, detail: "where it stands in for is not known")
    }
    return try attach(to: offset, in: "/proc/self/exe")
  }

  private var operation: String {
    "attach \(name) to \(function.name) of \(function.library.fileName)"
  }

  private func attach(to offset: UInt64, in path: String) throws(BPFError) -> CodeProbe {
    do {
      return try CodeProbe(descriptor, to: offset, in: path, atReturn: atReturn)
    } catch {
      throw BPFError(operation, errno: error)
    }
  }
}
