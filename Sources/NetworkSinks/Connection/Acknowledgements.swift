import NIOCore
import Sinks

/// Reads what a receiver says of what it has taken: lines of `{"ack":N}`.
///
/// N is how many lines of this connection it has stored, the first one on: docs/sinks.md.
struct Acknowledgements {
  /// How many lines were handed to the connection.
  var sent: UInt64 = 0
  /// How many of them the receiver has.
  private(set) var stored: UInt64 = 0
  /// The beginning of a line whose end has not come.
  private var beginning: [UInt8] = []

  /// More than any answer has.
  private static let longest = 64

  /// Takes what has come.
  ///
  /// - Parameter bytes: as they come, whole lines or not.
  /// - Throws: ``DeliveryFailure`` where it is not what a receiver may say.
  mutating func take(_ bytes: some Collection<UInt8>) throws(DeliveryFailure) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        try takeLine()
        beginning.removeAll(keepingCapacity: true)
      } else {
        beginning.append(byte)
        if beginning.count > Self.longest { throw unreadable }
      }
    }
  }

  private mutating func takeLine() throws(DeliveryFailure) {
    let text = String(decoding: beginning, as: UTF8.self).filter { !$0.isWhitespace }
    guard text.hasPrefix(#"{"ack":"#), text.hasSuffix("}"),
      let number = UInt64(text.dropFirst(7).dropLast())
    else { throw unreadable }
    guard number <= sent else {
      throw DeliveryFailure(
        "the other end acknowledges line \(number) of this connection, but only \(sent) were sent")
    }
    guard number >= stored else {
      throw DeliveryFailure(
        "the other end acknowledges line \(number) of this connection after line \(stored)")
    }
    stored = number
  }

  private var unreadable: DeliveryFailure {
    let text = String(decoding: beginning.prefix(40), as: UTF8.self)
    return DeliveryFailure(
      #"the other end answers \#(text.debugDescription), which is no acknowledgement: {"ack":N} is"#
    )
  }
}
