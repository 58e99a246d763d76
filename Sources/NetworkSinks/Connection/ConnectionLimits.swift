import NIOCore

/// How long is waited for the other end.
struct ConnectionLimits: Sendable {
  /// For a connection, name and addresses, and again for the beginning of TLS.
  var connecting: TimeAmount
  /// For a sign of life from the other end's host while it owes one.
  ///
  /// A host that answers and a receiver that does not read are waited for: the receiver is slow, and
  /// there may be no other.
  var silence: TimeAmount
  /// For an acknowledgement once nothing else moves.
  var acknowledging: TimeAmount
  /// After the first batch of a connection: to see whether the other end keeps the connection.
  ///
  /// Who refuses a client's certificate in TLS 1.3, or accepts for somebody who is not there, says
  /// so only after the first bytes are gone.
  var settling: TimeAmount
  /// For the other end to close, once it was told that this is the end.
  var closing: TimeAmount
  /// For what is being delivered when the sensor is about to end.
  var ending: TimeAmount

  static let usual = ConnectionLimits(
    connecting: .seconds(10), silence: .seconds(30), acknowledging: .seconds(60),
    settling: .milliseconds(200), closing: .seconds(5), ending: .seconds(1))
}
