import Enrichment
import Foundation
import Testing

/// Who is connected to a process: one that does nothing else, for this one has connections of other tests.
@Suite struct RemotePeerTests {
  /// Listens, then connects to that, each when it is told to; says which port.
  private static let program = """
    import socket, sys
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    sys.stdin.readline()
    client = socket.create_connection(listener.getsockname())
    print("connected", flush=True)
    sys.stdin.readline()
    """

  private static let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  @Test(.enabled(if: hasPython, "there is no /usr/bin/python3"))
  func connection() throws {
    let child = Process()
    let (input, output) = (Pipe(), Pipe())
    child.executableURL = URL(filePath: "/usr/bin/python3")
    child.arguments = ["-c", Self.program]
    child.standardInput = input
    child.standardOutput = output
    try child.run()
    defer {
      try? input.fileHandleForWriting.close()
      child.waitUntilExit()
    }
    let process = UInt32(child.processIdentifier)
    let port = try #require(UInt16(line(of: output)))
    #expect(RemotePeer(connectedTo: process) { true } == nil, "it only listens")
    try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    #expect(line(of: output) == "connected")
    #expect(
      RemotePeer(connectedTo: process) { true } == RemotePeer(address: "127.0.0.1", port: port))
    #expect(RemotePeer(connectedTo: process) { false } == nil, "another process by now")
    #expect(RemotePeer(connectedTo: 4_194_304) { true } == nil, "there is no such process")
  }

  private func line(of pipe: Pipe) -> String {
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      guard let byte = try? pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
        break
      }
      line += byte
    }
    return String(decoding: line.dropLast(), as: UTF8.self)
  }
}
