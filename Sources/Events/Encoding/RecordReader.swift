internal import CEventABI

/// Reads values of a record that is known to be sound.
///
/// Offsets come from definitions, and so lie in the fixed part of the records of their kind.
@safe
struct RecordReader {
  private let start: UnsafeRawPointer

  @inline(__always)
  init(_ start: UnsafeRawPointer) {
    unsafe self.start = start
  }

  @inline(__always)
  private func load<Value: BitwiseCopyable>(_ offset: UInt16, as type: Value.Type) -> Value {
    // Safety: the offset is that of such a value in the fixed part.
    unsafe start.loadUnaligned(fromByteOffset: Int(offset), as: type)
  }

  @inline(__always)
  func unsigned16(at offset: UInt16) -> UInt16 { load(offset, as: UInt16.self) }

  @inline(__always)
  func unsigned32(at offset: UInt16) -> UInt32 { load(offset, as: UInt32.self) }

  @inline(__always)
  func unsigned64(at offset: UInt16) -> UInt64 { load(offset, as: UInt64.self) }

  @inline(__always)
  func string(at offset: UInt16) -> ev_str { load(offset, as: ev_str.self) }

  /// The offsets of an endpoint's parts, all of them in the fixed part.
  @inline(__always)
  func endpoint(at offset: UInt16) -> ev_endpoint { load(offset, as: ev_endpoint.self) }

  @inline(__always)
  func satisfies(_ presence: Presence) -> Bool {
    let word = unsigned64(at: presence.wordOffset)
    return (word & presence.mask == presence.value) == presence.equal
  }

  /// Bytes of the record, from an offset on.
  @unsafe
  @inline(__always)
  func bytes(at offset: UInt16) -> UnsafePointer<UInt8> {
    // Safety: records are plain bytes.
    unsafe (start + Int(offset)).assumingMemoryBound(to: UInt8.self)
  }
}
