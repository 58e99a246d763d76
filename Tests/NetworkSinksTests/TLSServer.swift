import Foundation
import TestSupport

/// openssl's own server, which takes whatever comes.
final class TLSServer {
  let port: Int
  let receiver: Receiver

  init(_ identity: Authority.Identity, _ options: [String] = [], in folder: URL) throws {
    port = try Loopback.freePort()
    receiver = try Receiver(
      "openssl",
      [
        "s_server", "-accept", "127.0.0.1:\(port)", "-cert", identity.certificate, "-key",
        identity.key,
      ]
        + ["-quiet"] + options, in: folder, output: "received")
    try receiver.waitForPort(port)
  }
}
