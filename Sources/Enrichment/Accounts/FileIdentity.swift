import Glibc

/// By what a file is known to be the same, with the same content, as when it was read.
struct FileIdentity: Hashable, Sendable {
  /// Seconds and nanoseconds since 1970.
  struct Time: Hashable, Sendable {
    var seconds: Int
    var nanoseconds: Int

    init(_ time: timespec) {
      seconds = time.tv_sec
      nanoseconds = time.tv_nsec
    }

    /// The present, by the clock of file systems.
    static func now() -> Time {
      var time = timespec()
      // Safety: the pointer is to a local.
      unsafe clock_gettime(CLOCK_REALTIME, &time)
      return Time(time)
    }
  }

  let device: UInt
  let inode: UInt
  let size: Int
  let modified: Time
  let changed: Time

  init(_ status: stat) {
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    size = max(Int(status.st_size), 0)
    modified = Time(status.st_mtim)
    changed = Time(status.st_ctim)
  }

  /// Whether the next change will be seen: the kernel's time of change goes in steps, and within one
  /// a file can change twice.
  func isSettled(at now: Time) -> Bool {
    !(now.seconds - 1...now.seconds + 1).contains(changed.seconds)
  }
}
