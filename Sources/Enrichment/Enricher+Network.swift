import CEventABI
import Events

/// What name servers said of who is at the other end.
extension Enricher {
  /// Takes in what a name server answered, and gives the other end of a socket its name.
  @inline(__always)
  mutating func nameRemote(_ record: RawSpan, _ header: ev_header) {
    switch EventKind(rawValue: header.kind) {
    case .dnsAnswer: remoteNames.note(record)
    case .netConnect, .netConnects, .netSend, .netAccept, .netClose:
      let offset = MemoryLayout<ev_header>.size
      guard record.byteCount >= offset + MemoryLayout<ev_socket>.size else { return }
      // Safety: there are as many bytes, of which every value is valid; these kinds have a socket
      // behind the header.
      let socket = unsafe record.unsafeLoadUnaligned(fromByteOffset: offset, as: ev_socket.self)
      values[.remoteName] = pool.value(
        remoteNames.remoteName(of: socket, at: header.boot_ns))
    default: break
    }
  }
}
