import CEventABI
import TestSupport
import Testing

@testable import Events

@Suite struct DNSMessageTests {
  /// The text of the name at a place; nil where it is not sound.
  private func name(at place: Int, in bytes: [UInt8]) -> String? {
    guard let message = DNSMessage(bytes.span.bytes) else { return nil }
    var text = [UInt8](repeating: 0, count: DNSMessage.nameLimit)
    let count = text.withUnsafeMutableBytes { message.copyName(at: place, to: $0) }
    return count.map { String(decoding: text.prefix($0), as: UTF8.self) }
  }

  private func answers(in bytes: [UInt8]) -> [DNSMessage.Answer] {
    var answers: [DNSMessage.Answer] = []
    DNSMessage(bytes.span.bytes)?.forEachAnswer { answers.append($0) }
    return answers
  }

  /// A message whose question's name is these bytes.
  private func asking(_ name: [UInt8]) -> [UInt8] {
    [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 1, 0, 1]
  }

  @Test("Names in presentation form, in lower case")
  func names() {
    #expect(name(at: 12, in: asking([0])) == ".")
    #expect(name(at: 12, in: asking([1, 0x41, 2, 0x42, 0x7a, 0])) == "a.bz")
    #expect(name(at: 12, in: asking([3, 0x61, 0x2e, 0x5c, 0])) == #"a\.\\"#)
    let long = [UInt8](repeating: 0x61, count: 63)
    let label = String(repeating: "a", count: 63)
    let longest = Array([[63] + long, [63] + long, [63] + long, [61] + long.dropLast(2)].joined())
    #expect(name(at: 12, in: asking(longest + [0]))?.utf8.count == 253)
    #expect(name(at: 12, in: asking([63] + long + [0])) == label)
    // One byte more than a name may have.
    #expect(name(at: 12, in: asking(longest + [1, 0x61, 0])) == nil)
    // The most that its text can take.
    let dots = [[63], [63], [63], [61]].map { $0 + [UInt8](repeating: 0x2e, count: Int($0[0])) }
    #expect(name(at: 12, in: asking(Array(dots.joined()) + [0]))?.utf8.count == 503)
  }

  @Test("A pointer leads back, and further back each time")
  func pointers() {
    let base = asking([1, 0x61, 0]) + [1, 0x62, 0xc0, 12]
    #expect(name(at: 19, in: base) == "b.a")
    #expect(name(at: 12, in: asking([0xc0, 12])) == nil)
    #expect(name(at: 12, in: asking([0xc0, 14, 0xc0, 12])) == nil)
    #expect(name(at: 12, in: asking([1, 0x61, 0xc0, 12])) == nil)
    #expect(name(at: 12, in: asking([0x40, 0])) == nil)
    #expect(name(at: 12, in: asking([0x80, 0])) == nil)
    #expect(name(at: 10_000, in: base) == nil)
  }

  @Test("A message that is cut anywhere has what is there")
  func cut() {
    let head = DNSBytes.question("a.b", type: 1, id: 7, answers: 2)
    let whole =
      head + DNSBytes.answer(type: 1, timeToLive: 60, [1, 2, 3, 4])
      + DNSBytes.answer(type: 1, timeToLive: 50, [1, 2, 3, 5])
    for count in 0...whole.count {
      let bytes = Array(whole.prefix(count))
      guard let message = DNSMessage(bytes.span.bytes) else {
        #expect(count < 12)
        continue
      }
      #expect(count >= 12)
      #expect(message.id == 7)
      #expect((message.questionType == 1) == (count >= head.count))
      #expect(answers(in: bytes).count == max(0, (count - head.count) / 16))
    }
  }

  @Test("What an answer is, and how long all of it holds")
  func kinds() {
    let bytes =
      DNSBytes.question("a", type: 1, id: 7, answers: 4)
      + DNSBytes.answer(type: 16, timeToLive: 1, [0])
      + DNSBytes.answer(type: 1, timeToLive: 60, [1, 2, 3, 4])
      + DNSBytes.answer(type: 1, timeToLive: 5, [1, 2, 3])
      + DNSBytes.answer(type: 5, timeToLive: .max, [0xc0, 12])
    #expect(answers(in: bytes).map(\.isAddress) == [false, true, false, false])
    #expect(answers(in: bytes).map(\.isAlias) == [false, false, false, true])
    #expect(answers(in: bytes).map(\.timeToLive) == [1, 60, 5, 0])
    #expect(DNSMessage(bytes.span.bytes)?.timeToLive == 0)
    #expect(DNSMessage(bytes.span.bytes)?.isAnswer == true)
  }

  @Test("Of many answers and long names the line has what fits")
  func bounds() throws {
    var message = DNSBytes.question("q", type: 1, id: 7, answers: 255)
    // The longest name, of bytes that take most in JSON, and a hundred pointers to it.
    let label = [63] + [UInt8](repeating: 1, count: 63)
    let long = label + label + label + [61] + [UInt8](repeating: 1, count: 61) + [0]
    let place = UInt8(message.count + 12)
    message += DNSBytes.answer(type: 5, timeToLive: 1, long)
    for _ in 0..<100 { message += DNSBytes.answer(type: 5, timeToLive: 1, [0xc0, place]) }
    for index in 0..<100 {
      message += DNSBytes.answer(type: 1, timeToLive: 1, [1, 2, 3, UInt8(index)])
    }
    let record = Record(.dnsAnswer, ev_dns()).string(\.message, message).bytes
    var encoder = EventEncoder.telling()
    let object = try #require(JSON.object(try encoder.line(for: record)))
    let dns = try #require(object["dns"] as? [String: Any])
    #expect((dns["addresses"] as? [String])?.count == DNSMessage.addressLimit)
    #expect((dns["aliases"] as? [String])?.map(\.utf8.count) == [253, 253, 253, 253])
    #expect(dns["answers"] as? Int == 255)
  }

  @Test("Random changes to sound messages, and random bytes", arguments: 0..<4)
  func hostile(_ seed: Int) {
    var generator = Generator(seed: UInt64(seed))
    let sound =
      DNSBytes.question("www.example.org", type: 1, id: 7, answers: 3)
      + DNSBytes.answer(type: 5, timeToLive: 300, [3, 0x63, 0x64, 0x6e, 0xc0, 16])
      + DNSBytes.answer(name: [0xc0, 45], type: 1, timeToLive: 60, [192, 0, 2, 1])
    var encoder = EventEncoder.telling()
    var named = 0
    for round in 0..<20_000 {
      var bytes = sound
      if round % 4 == 0 {
        bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      } else {
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          bytes[index] = UInt8.random(in: 0...255, using: &generator)
        }
        bytes.removeLast(Int.random(in: 0...8, using: &generator))
      }
      for place in [0, 12, 16, Int.random(in: 0...100, using: &generator)]
      where name(at: place, in: bytes) != nil { named += 1 }
      for answer in answers(in: bytes) {
        #expect(answer.data.lowerBound >= 0 && answer.data.upperBound <= bytes.count)
      }
      if round % 16 == 1 {
        let record = Record(.dnsAnswer, ev_dns()).string(\.message, bytes).bytes
        let line = try? encoder.line(for: record)
        #expect(line.flatMap(JSON.object) != nil, "\(line ?? "refused")")
      }
    }
    #expect(named > 10_000)
  }
}
