import Enrichment
import Foundation
import Testing

/// Who is connected to a process, which here is this one.
@Suite struct RemotePeerTests {
  @Test func connection() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      close(listener)
      close(client)
    }
    var address = sockaddr_in()
    address.sin_family = UInt16(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        try #require(bind(listener, pointer, size) == 0 && listen(listener, 1) == 0)
        try #require(getsockname(listener, pointer, &size) == 0)
        #expect(RemotePeer(connectedTo: UInt32(getpid())) { true } == nil, "it only listens")
        try #require(connect(client, pointer, size) == 0)
      }
    }
    let process = UInt32(getpid())
    let expected = RemotePeer(address: "127.0.0.1", port: UInt16(bigEndian: address.sin_port))
    #expect(RemotePeer(connectedTo: process) { true } == expected)
    #expect(RemotePeer(connectedTo: process) { false } == nil, "another process by now")
    #expect(RemotePeer(connectedTo: 4_194_304) { true } == nil, "there is no such process")
  }
}
