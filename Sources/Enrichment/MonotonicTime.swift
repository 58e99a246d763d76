import Glibc

/// Moments of the monotonic clock, in nanoseconds.
enum MonotonicTime {
  /// The present, some milliseconds late: without a look at the hardware.
  static func now() -> UInt64 {
    var time = timespec()
    // Safety: the pointer is to a local.
    unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
