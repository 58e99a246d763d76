import Testing

@testable import Events

@Suite struct PacketSummaryTests {
  private static let ipv4: [UInt8] = [
    0x46, 0, 0, 48, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 192, 0, 2, 9, 1, 1, 1, 1,
  ]
  private static let ports: [UInt8] = [0x30, 0x39, 0, 53]

  @Test("An IP header with options, then ports")
  func options() {
    let packet = PacketSummary(
      (Self.ipv4 + Self.ports).span.bytes, family: 2, type: 3, protocol: 255)
    #expect(packet.protocol == 17)
    #expect(packet.sourcePort == 12_345)
    #expect(packet.destinationPort == 53)
    #expect(packet.destination == 16..<20)
  }

  @Test("Another fragment than the first has no ports")
  func fragment() {
    var bytes = Self.ipv4 + Self.ports
    bytes[7] = 1
    let packet = PacketSummary(bytes.span.bytes, family: 2, type: 3, protocol: 255)
    #expect(packet.protocol == 17)
    #expect(packet.sourcePort == nil)
  }

  @Test("A message that is cut anywhere has what is there")
  func cut() {
    let bytes = Self.ipv4 + Self.ports
    for count in 0...bytes.count {
      let packet = PacketSummary(
        Array(bytes.prefix(count)).span.bytes, family: 17, type: 2, protocol: 8)
      #expect((packet.destination != nil) == (count >= 20))
      #expect((packet.sourcePort != nil) == (count >= 26))
      #expect((packet.destinationPort != nil) == (count >= 28))
    }
  }

  @Test(arguments: [(1, 3, 255), (2, 2, 17), (2, 3, 1), (10, 1, 6), (17, 3, 3), (16, 3, 0)])
  func otherSockets(family: UInt16, type: UInt16, number: UInt16) {
    let packet = PacketSummary(Self.ipv4.span.bytes, family: family, type: type, protocol: number)
    #expect(packet.protocol == nil)
    #expect(packet.destination == nil)
  }
}
