public import Events

extension SpoolSpecification {
  /// The directory of one sink and lane.
  ///
  /// What a name has beside letters, digits, `-`, `_` and dots inside it is written as `%` and two
  /// hexadecimal digits: no two names have the same directory, and none leads anywhere else.
  ///
  /// - Parameters:
  ///   - sink: the sink's name.
  ///   - lane: whose events are in it.
  /// - Returns: a path.
  public func directory(ofSink sink: String, lane: SinkLane) -> String {
    let name = PercentText.encode(sink) { byte, isFirst in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      case UInt8(ascii: "."): !isFirst
      default: false
      }
    }
    return "\(directory)/\(name.isEmpty ? "%" : name)/\(lane)"
  }
}
