import Events
import Foundation
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

/// What can be wrong with TLS, against openssl's own server.
@Suite struct TLSTests {
  private let scratch: Scratch
  private let authority: Authority
  private let batch = Lines.batches(0..<10)[0]

  init() throws {
    scratch = try Scratch()
    authority = try Authority(in: scratch.folder)
  }

  private func failure(
    _ identity: Authority.Identity, _ options: [String] = [], client: Authority.Identity? = nil,
    trusting: Authority? = nil, host: String = "localhost"
  ) throws -> String {
    let server = try TLSServer(identity, options, in: scratch.folder)
    let target = StreamTarget.tls(server.port, trusting ?? authority, client: client, host: host)
    let failure = try StreamDestination(target, limits: .short).failure(of: batch)
    return failure?.description ?? "delivered"
  }

  @Test("Lines arrive", arguments: ["localhost", "127.0.0.1"])
  func arrives(host: String) throws {
    let server = try authority.identity("server", names: "DNS:localhost,IP:127.0.0.1")
    #expect(try failure(server, host: host) == "delivered")
  }

  @Test("An expired certificate, with its day")
  func expired() throws {
    let server = try authority.identity("server", names: "DNS:localhost", days: -1)
    #expect(try failure(server).hasPrefix("the other end's certificate has expired at 20"))
  }

  @Test("Another host's certificate, with the names it has", arguments: ["localhost", "127.0.0.1"])
  func wrongName(host: String) throws {
    let server = try authority.identity("server", names: "DNS:a.example,DNS:b.example")
    #expect(
      try failure(server, host: host)
        == "the other end's certificate is not for \(host), but for a.example, b.example")
  }

  @Test("A name of its own is asked for and looked for")
  func serverName() throws {
    let identity = try authority.identity("server", names: "DNS:logs.example")
    let server = try TLSServer(identity, in: scratch.folder)
    var settings = TLSSettings(authority)
    settings.serverName = "logs.example"
    let peer = PeerAddress.tls(host: "127.0.0.1", port: server.port, settings)
    #expect(try StreamDestination(StreamTarget(peer: peer)).failure(of: batch) == nil)
  }

  @Test("An authority that nobody believes")
  func untrusted() throws {
    let server = try authority.identity("server", names: "DNS:localhost")
    let other = try Authority("other", in: scratch.folder)
    let text = try failure(server, trusting: other)
    #expect(text.contains("no authority that is believed"))
    #expect(text.contains("localhost"))
  }

  @Test("Nothing is verified where that is asked for")
  func unverified() throws {
    let identity = try authority.identity("server", names: "DNS:elsewhere", days: -1)
    let server = try TLSServer(identity, in: scratch.folder)
    var settings = TLSSettings()
    settings.verifies = false
    let peer = PeerAddress.tls(host: "localhost", port: server.port, settings)
    #expect(try StreamDestination(StreamTarget(peer: peer)).failure(of: batch) == nil)
  }

  @Test("A TLS that is too old")
  func tooOld() throws {
    let server = try authority.identity("server", names: "DNS:localhost")
    let text = try failure(server, ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"])
    #expect(text.contains("1.2"))
  }

  @Test("No certificate of ours where one is wanted", arguments: ["-tls1_2", "-tls1_3"])
  func clientWithout(version: String) throws {
    let server = try authority.identity("server", names: "DNS:localhost")
    let text = try failure(
      server, [version, "-Verify", "1", "-verify_return_error", "-CAfile", authority.certificate])
    #expect(text != "delivered")
    #expect(text.contains("certificate"))
  }

  @Test("A certificate of ours that is not believed there", arguments: ["-tls1_2", "-tls1_3"])
  func clientUnknown(version: String) throws {
    let server = try authority.identity("server", names: "DNS:localhost")
    let client = try Authority("other", in: scratch.folder).identity("client", names: "DNS:client")
    let text = try failure(
      server, [version, "-Verify", "1", "-verify_return_error", "-CAfile", authority.certificate],
      client: client)
    #expect(text.contains("certificate"))
  }

  @Test("A peer without TLS: one that answers something else, and one that says nothing")
  func plain() throws {
    let server = try Loopback()
    let served = Promised {
      let first = server.accept()
      first.write("220 mail.example ESMTP ready\r\n")
      let second = server.accept()
      return [first, second]
    }
    let sink = try StreamDestination(.tls(server.port, authority), limits: .short)
    #expect(sink.failure(of: batch)?.description == "the other end does not speak TLS at this port")
    let silent = try #require(sink.failure(of: batch)).description
    #expect(silent.contains("no answer in TLS"))
    for connection in served.get() ?? [] { connection.close() }
  }

  @Test("All that is wrong with the files is said at once, when the destination is made")
  func files() throws {
    let text = try scratch.write("not a certificate\n", to: "text")
    var settings = TLSSettings()
    settings.authorities = scratch.path("nowhere.pem")
    settings.certificate = text
    settings.key = text
    settings.serverName = "127.0.0.1"
    let failure = #expect(throws: DeliveryFailure.self) {
      try StreamDestination(StreamTarget(peer: .tls(host: "localhost", port: 1, settings)))
    }
    let words = try #require(failure).description
    #expect(failure?.isFinal == true)
    #expect(words.contains("nowhere.pem cannot be read: No such file or directory"))
    #expect(words.contains("certificate \(text) holds no certificate"))
    #expect(words.contains("key \(text) holds no private key"))
    #expect(words.contains("'127.0.0.1'"))
  }

  @Test("A key is that of its certificate")
  func otherKey() throws {
    let one = try authority.identity("one", names: "DNS:one")
    let two = try authority.identity("two", names: "DNS:two")
    var settings = TLSSettings(authority)
    settings.certificate = one.certificate
    settings.key = two.key
    let failure = #expect(throws: DeliveryFailure.self) {
      try StreamDestination(StreamTarget(peer: .tls(host: "localhost", port: 1, settings)))
    }
    #expect(failure?.description == "key \(two.key) is not that of certificate \(one.certificate)")
  }
}
