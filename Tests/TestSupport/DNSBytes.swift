/// DNS messages, put together by hand.
public enum DNSBytes {
  /// A message with that question; with answers or a code, the head of an answer.
  public static func question(
    _ name: String, type: UInt8, id: UInt16, answers: UInt8 = 0, code: UInt8 = 0
  ) -> [UInt8] {
    let flags: UInt8 = answers > 0 || code > 0 ? 0x81 : 0x01
    return [UInt8(id >> 8), UInt8(id & 0xff), flags, code, 0, 1, 0, answers, 0, 0, 0, 0]
      + labels(name) + [0, type, 0, 1]
  }

  /// A name as it stands in a message.
  public static func labels(_ name: String) -> [UInt8] {
    name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }

  /// An answer to the name asked for, unless another one is named.
  public static func answer(
    name: [UInt8] = [0xc0, 12], type: UInt8, timeToLive: UInt32, _ data: [UInt8]
  ) -> [UInt8] {
    name + [0, type, 0, 1] + withUnsafeBytes(of: timeToLive.bigEndian) { Array($0) }
      + [UInt8(data.count >> 8), UInt8(data.count & 0xff)] + data
  }
}
