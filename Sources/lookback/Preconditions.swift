import Glibc
import SystemPackage

/// An error whose text is all that the user sees.
struct Failure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

/// What a host must have, each with the one line that mends it.
enum Preconditions {
  static func check() throws {
    guard geteuid() == 0 else {
      throw Failure("recording needs root: run it with sudo")
    }
    guard access("/sys/kernel/btf/vmlinux", R_OK) == 0 else {
      throw Failure(
        "this kernel has no type information (/sys/kernel/btf/vmlinux): "
          + "boot one that is built with CONFIG_DEBUG_INFO_BTF=y, as Debian's are")
    }
  }
}

/// Writes text to standard error.
func standardError(_ text: String) throws {
  var text = text
  try text.withUTF8 { bytes in
    _ = try FileDescriptor.standardError.writeAll(UnsafeRawBufferPointer(bytes))
  }
}
