/// What the sensor has taken of the machine up to a moment.
struct Usage: Equatable {
  /// The moment, in nanoseconds since boot.
  var time: UInt64
  /// Nanoseconds of CPU time, of all threads and in the kernel as well.
  var cpu: UInt64
  /// Bytes of memory in use at that moment.
  var memory: UInt64
}
