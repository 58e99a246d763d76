/// One of the things that a packet's headers say.
enum PacketPart: Sendable {
  case `protocol`
  case sourcePort
  case destinationPort
  case destination
}

/// What the first bytes of a message say that has its own packet headers.
///
/// They are what a process wrote: anything. A part is absent where the bytes do not have it.
struct PacketSummary {
  private(set) var `protocol`: UInt8?
  private(set) var sourcePort: UInt16?
  private(set) var destinationPort: UInt16?
  /// Where in the message the IP address of the other end is: 4 or 16 bytes.
  private(set) var destination: Range<Int>?

  private enum SocketType {
    static let datagram: UInt16 = 2
    static let raw: UInt16 = 3
  }

  private enum InternetProtocol {
    static let tcp: UInt16 = 6
    static let udp: UInt16 = 17
    /// IPPROTO_RAW: the message begins with an IP header.
    static let raw: UInt16 = 255
  }

  /// Reads the headers that a message has on a socket of that sort.
  init(_ message: RawSpan, family: UInt16, type: UInt16, protocol: UInt16) {
    switch (family, type) {
    case (AddressFamily.ipv4, SocketType.raw), (AddressFamily.ipv6, SocketType.raw):
      switch `protocol` {
      case InternetProtocol.raw: readInternetHeader(message, at: 0)
      case InternetProtocol.tcp, InternetProtocol.udp:
        readTransportHeader(message, at: 0, protocol: UInt8(`protocol`))
      default: break
      }
    case (AddressFamily.packet, SocketType.raw):
      switch message.bigEndian16(at: 12) {
      case 0x0800, 0x86dd: readInternetHeader(message, at: 14)
      default: break
      }
    case (AddressFamily.packet, SocketType.datagram):
      readInternetHeader(message, at: 0)
    default: break
    }
  }

  private mutating func readInternetHeader(_ message: RawSpan, at offset: Int) {
    guard let first = message.byte(at: offset) else { return }
    switch first >> 4 {
    case 4:
      let length = Int(first & 15) * 4
      guard length >= 20, offset + 20 <= message.byteCount,
        let number = message.byte(at: offset + 9),
        let fragment = message.bigEndian16(at: offset + 6)
      else { return }
      destination = offset + 16..<offset + 20
      // Only the first fragment has the next header.
      if fragment & 0x1fff == 0 {
        readTransportHeader(message, at: offset + length, protocol: number)
      } else {
        `protocol` = number
      }
    case 6:
      guard offset + 40 <= message.byteCount, let number = message.byte(at: offset + 6) else {
        return
      }
      destination = offset + 24..<offset + 40
      readTransportHeader(message, at: offset + 40, protocol: number)
    default: break
    }
  }

  private mutating func readTransportHeader(
    _ message: RawSpan, at offset: Int, protocol number: UInt8
  ) {
    `protocol` = number
    switch UInt16(number) {
    case InternetProtocol.tcp, InternetProtocol.udp:
      sourcePort = message.bigEndian16(at: offset)
      destinationPort = message.bigEndian16(at: offset + 2)
    default: break
    }
  }
}
