public import Capture

/// How much of the machine the sensor may take.
public struct ResourceLimits: Sendable, Equatable {
  /// Thousandths of a CPU, on average; nil: as much as it takes.
  public var cpu: UInt64?
  /// Bytes of memory, the buffers of the kernel's records included; nil: as much as it takes.
  public var memory: UInt64?

  /// No limit but those that are given.
  public init(cpu: UInt64? = nil, memory: UInt64? = nil) {
    self.cpu = cpu
    self.memory = memory
  }

  /// Whether there is any.
  public var areSet: Bool { cpu != nil || memory != nil }

  /// Bytes that the sensor needs beside the buffers of the kernel's records: half of it at its start,
  /// 4 MiB for finished lines, the rest for what it remembers of processes.
  public static let needBesideBuffers: UInt64 = 12 << 20

  /// The smallest limit of memory for buffers of that many bytes.
  public static func leastMemory(forBuffersOf bytes: Int) -> UInt64 {
    needBesideBuffers + UInt64(bytes)
  }

  /// Makes the buffers of a capture small enough for the limit of memory, if there is one, as far as
  /// that goes.
  public func fit(_ capture: inout CaptureConfiguration) {
    guard let memory else { return }
    capture.fitBuffers(into: Int(clamping: memory - min(memory, Self.needBesideBuffers)))
  }
}
