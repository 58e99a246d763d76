import Glibc

/// The memory that a process has in use, in bytes.
struct MemoryUse: Equatable {
  /// All that is resident.
  var resident: UInt64
  /// What of it no file is behind.
  var own: UInt64

  /// Where the kernel tells of it for this process.
  static let path = "/proc/self/statm"

  /// Reads what is there: sizes in pages, of which the second is what is resident and the third what of
  /// that belongs to files; nil if it is something else.
  init?(_ text: String) {
    let pages = text.split(separator: " ").prefix(3).compactMap { UInt64($0) }
    guard pages.count == 3, pages[1] >= pages[2] else { return nil }
    let size = UInt64(sysconf(CInt(_SC_PAGESIZE)))
    resident = pages[1] * size
    own = (pages[1] - pages[2]) * size
  }
}
