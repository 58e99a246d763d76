import CEventABI
import Events
import TestSupport
import Testing

@testable import Enrichment

@Suite struct RemoteNamesTests {
  private static let second: UInt64 = 1_000_000_000

  /// A record of kind dns.answer with that message.
  private func record(
    _ message: [UInt8], in namespace: UInt32 = 1, at seconds: UInt64 = 0
  ) -> [UInt8] {
    var answer = ev_dns()
    answer.h.kind = EventKind.dnsAnswer.rawValue
    answer.h.boot_ns = seconds * Self.second
    answer.socket.net_ns = namespace
    answer.socket.net_ns_life = 9
    answer.message = ev_str(
      full: UInt32(message.count), off: UInt16(MemoryLayout<ev_dns>.size),
      len: UInt16(message.count))
    return withUnsafeBytes(of: answer) { Array($0) } + message
  }

  /// That the name has these addresses.
  private func answer(_ name: String, timeToLive: UInt32 = 60, _ addresses: [UInt8]...) -> [UInt8] {
    addresses.reduce(
      DNSBytes.question(name, type: 1, id: 1, answers: UInt8(addresses.count))
    ) { message, address in
      message
        + DNSBytes.answer(type: address.count == 4 ? 1 : 28, timeToLive: timeToLive, address)
    }
  }

  private func name(
    of address: [UInt8], in namespace: UInt32 = 1, life: UInt32 = 9, at seconds: UInt64 = 0,
    _ names: RemoteNames,
    _ pool: TextPool
  ) -> String? {
    var socket = ev_socket()
    socket.net_ns = namespace
    socket.net_ns_life = life
    socket.remote.family = address.count == 4 ? 2 : 10
    withUnsafeMutableBytes(of: &socket.remote.address) { $0.copyBytes(from: address) }
    let text = names.remoteName(of: socket, at: seconds * Self.second)
    if text.isNone { return nil }
    return pool.withBytes(text) { bytes in
      String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
    }
  }

  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1]
  private static let address6: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

  @Test("Each address of an answer has the name asked for, in its network only")
  func names() {
    let pool = TextPool()
    var names = RemoteNames(pool: pool)
    names.note(record(answer("WWW.Example.org", [192, 0, 2, 1], Self.address6)).span.bytes)
    #expect(names.count == 2)
    #expect(name(of: [192, 0, 2, 1], names, pool) == "www.example.org")
    #expect(name(of: Self.mapped, names, pool) == "www.example.org")
    #expect(name(of: Self.address6, names, pool) == "www.example.org")
    #expect(name(of: [192, 0, 2, 2], names, pool) == nil)
    #expect(name(of: [192, 0, 2, 1], in: 2, names, pool) == nil)
    #expect(name(of: [192, 0, 2, 1], life: 10, names, pool) == nil)
    #expect(pool.count == 1)
  }

  @Test("The last answer counts, and names that nobody has are gone")
  func latest() {
    let pool = TextPool()
    var names = RemoteNames(pool: pool)
    names.note(record(answer("a", [192, 0, 2, 1])).span.bytes)
    names.note(record(answer("b", [192, 0, 2, 1])).span.bytes)
    #expect(name(of: [192, 0, 2, 1], names, pool) == "b")
    #expect(names.count == 1)
    #expect(pool.count == 1)
    names.note(record(answer("b", [192, 0, 2, 1])).span.bytes)
    #expect(name(of: [192, 0, 2, 1], names, pool) == "b")
  }

  @Test(
    "How long an answer holds",
    arguments: [(0, 300), (299, 300), (400, 400), (.max, 300), (900_000, 86_400)]
      as [(UInt32, UInt64)])
  func expiry(_ timeToLive: UInt32, _ seconds: UInt64) {
    let pool = TextPool()
    var names = RemoteNames(pool: pool)
    names.note(record(answer("a", timeToLive: timeToLive, [192, 0, 2, 1]), at: 7).span.bytes)
    #expect(name(of: [192, 0, 2, 1], at: 7 + seconds, names, pool) == "a")
    #expect(name(of: [192, 0, 2, 1], at: 8 + seconds, names, pool) == nil)
  }

  @Test("Where there is no room, the oldest answer goes")
  func eviction() {
    let pool = TextPool()
    var names = RemoteNames(pool: pool, capacity: 3)
    for number: UInt8 in [1, 2, 3, 1, 4, 5] {
      names.note(record(answer("n\(number)", [192, 0, 2, number])).span.bytes)
    }
    let left = (1...5).map { name(of: [192, 0, 2, $0], names, pool) }
    #expect(left == ["n1", nil, nil, "n4", "n5"])
    #expect(names.count == 3)
    #expect(pool.count == 3)
  }

  @Test("What is no answer, or says of no address, names nothing")
  func others() {
    let pool = TextPool()
    var names = RemoteNames(pool: pool)
    var failed = answer("a", [192, 0, 2, 1])
    failed[3] = 3
    var question = answer("a", [192, 0, 2, 1])
    question[2] = 1
    for message in [
      failed, question, DNSBytes.question("a", type: 1, id: 1, code: 3), [], [1, 2, 3],
      answer("a", [192, 0, 2]),
    ] {
      names.note(record(message).span.bytes)
    }
    names.note(Array(record(answer("a", [192, 0, 2, 1])).prefix(100)).span.bytes)
    #expect(names.count == 0)
    #expect(pool.count == 0)
    var socket = ev_socket()
    socket.remote.family = 17
    #expect(names.remoteName(of: socket, at: 0).isNone)
  }

  @Test("Any bytes: the table stays whole and bounded")
  func hostile() {
    var generator = Generator(seed: 1)
    let pool = TextPool()
    var names = RemoteNames(pool: pool, capacity: 64)
    for _ in 0..<50_000 {
      var message = answer(
        "n\(UInt8.random(in: 0...255, using: &generator))",
        [10, 0, 0, UInt8.random(in: 0...255, using: &generator)], [192, 0, 2, 1])
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let index = Int.random(in: 0..<message.count, using: &generator)
        message[index] = UInt8.random(in: 0...255, using: &generator)
      }
      names.note(record(message).span.bytes)
    }
    #expect(names.count == 64)
    #expect(pool.count <= 64)
    names.note(record(answer("last", [10, 0, 0, 1])).span.bytes)
    #expect(name(of: [10, 0, 0, 1], names, pool) == "last")
  }
}
