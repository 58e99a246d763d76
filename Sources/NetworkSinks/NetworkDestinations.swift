public import Sinks

/// Makes destinations at the end of a connection.
public enum NetworkDestinations {
  /// Makes what a target asks for; nothing is connected before the first delivery.
  ///
  /// - Parameter target: a stream or a receiver of syslog messages.
  /// - Returns: the destination.
  /// - Throws: ``DeliveryFailure``, final, where the target asks for what cannot be: all that is wrong with
  ///   it, such as files that hold no certificate.
  public static func make(_ target: SinkTarget) throws(DeliveryFailure) -> any Destination {
    switch target {
    case .stream(let target):
      return try StreamDestination(target)
    case .syslog(let target):
      if case .unixDatagram(let path) = target.peer {
        return SyslogDatagramDestination(path: path, try SyslogHeader(target))
      }
      return try SyslogDestination(target)
    case .standardOutput, .file, .history:
      throw DeliveryFailure("this is no peer at the end of a connection", isFinal: true)
    }
  }
}
