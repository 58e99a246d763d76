/// Reading what came from a network: any bytes, cut anywhere.
extension RawSpan {
  func byte(at offset: Int) -> UInt8? {
    guard offset < byteCount else { return nil }
    // Safety: the offset was checked.
    return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  func bigEndian16(at offset: Int) -> UInt16? {
    guard let high = byte(at: offset), let low = byte(at: offset + 1) else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  func bigEndian32(at offset: Int) -> UInt32? {
    guard let high = bigEndian16(at: offset), let low = bigEndian16(at: offset + 2) else {
      return nil
    }
    return UInt32(high) << 16 | UInt32(low)
  }
}
