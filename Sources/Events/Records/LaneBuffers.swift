/// The buffers between the kernel and the sensor of one lane.
public struct LaneBuffers: Sendable, Equatable {
  /// How many there are.
  public var count: Int
  /// Bytes of all of them.
  public var capacity: Int
  /// Bytes that were in use of the fullest one at the fullest moment that was seen.
  public var highWater: Int

  /// Puts it together.
  public init(count: Int, capacity: Int, highWater: Int) {
    self.count = count
    self.capacity = capacity
    self.highWater = highWater
  }
}
