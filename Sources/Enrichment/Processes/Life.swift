/// One life of a process: the number is used again, with the start it is one for all times of a boot.
struct Life: BitwiseCopyable, Hashable, Sendable {
  var pid: UInt32
  /// Nanoseconds since boot.
  var start: UInt64

  @inline(__always)
  var hash: UInt32 { hashed(start ^ UInt64(pid) << 32) }
}
