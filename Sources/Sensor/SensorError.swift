/// Why a sensor cannot be started here.
public enum SensorError: Error, CustomStringConvertible {
  /// The sensor runs in a pid namespace of its own.
  case inPIDNamespace

  public var description: String {
    switch self {
    case .inPIDNamespace:
      "the sensor is in a pid namespace of its own, where process numbers mean something else: "
        + "start it in the host's (docker run --pid=host)"
    }
  }
}
