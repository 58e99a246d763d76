@testable import Events

extension EventEncoder {
  /// An encoder of a host that was booted at 2026-11-22T09:00:00Z.
  static func telling() -> EventEncoder {
    EventEncoder(
      hostID: "host-1", bootID: "1a2b3c4d-0000-4000-8000-000000000000", runID: "1a2b3c4d-99-f",
      bootToRealtimeOffset: 1_795_338_000_000_000_000)
  }

  /// Encodes one record and returns its line, without the end of the line.
  mutating func line(for record: [UInt8]) throws(DecodingError) -> String {
    let buffer = OutputBuffer(capacity: OutputBuffer.worstCase(forRecordOf: record.count))
    try encode(record: record.span.bytes, into: buffer)
    return String(decoding: buffer.array.dropLast(), as: UTF8.self)
  }
}

extension OutputBuffer {
  var array: [UInt8] {
    withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
  }
}
