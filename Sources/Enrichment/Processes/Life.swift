/// One life of a process: the number is used again, with the start it is one for all times of a boot.
package struct Life: BitwiseCopyable, Hashable, Sendable {
  package var pid: UInt32
  /// Nanoseconds since boot.
  package var start: UInt64

  package init(pid: UInt32, start: UInt64) {
    self.pid = pid
    self.start = start
  }

  @inline(__always)
  var hash: UInt32 { hashed(start ^ UInt64(pid) << 32) }
}
