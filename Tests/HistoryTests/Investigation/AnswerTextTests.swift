import Testing

@testable import History

/// How answers say things.
@Suite struct AnswerTextTests {
  @Test("Ports are told with ranges")
  func ranges() {
    #expect(Words.ranges([80, 22, 631]) == "22, 80 and 631")
    #expect(Words.ranges([5, 4, 3, 9, 1]) == "1, 3-5 and 9")
    #expect(Words.ranges([65534, 65535]) == "65534 and 65535")
    #expect(Words.ranges((1...100).filter { $0 % 2 == 0 }, most: 3) == "2, 4, 6 and 47 more")
    #expect(Words.ranges([]) == "")
  }

  @Test("Spans are told in units that fit")
  func spans() {
    #expect(SpanText.text(9_000_000) == "9 ms")
    #expect(SpanText.text(44_000_000) == "0.04 s")
    #expect(SpanText.text(9_990_000_000) == "9.99 s")
    #expect(SpanText.text(59_000_000_000) == "59 s")
    #expect(SpanText.text(200_000_000_000) == "3 min 20 s")
    #expect(SpanText.text(7_500_000_000_000) == "2 h 5 min")
    #expect(SpanText.text(273_600_000_000_000) == "3 d 4 h")
  }

  @Test("Commands are written as somebody could have typed them")
  func commands() {
    #expect(Words.command(["nmap", "-Pn", "127.0.0.1"]) == "nmap -Pn 127.0.0.1")
    #expect(Words.command(["echo", "a b", "it's", ""]) == #"echo 'a b' 'it'\''s' ''"#)
  }

  @Test(
    "Addresses and networks match, however they are written",
    arguments: [
      ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "::ffff:192.0.2.7", true),
      ("192.0.2.7", "192.0.2.8", false), ("192.0.2.0/28", "192.0.2.15", true),
      ("192.0.2.0/28", "192.0.2.16", false), ("2001:db8::/32", "2001:db8:1::5", true),
      ("2001:db8::/32", "2001:db9::5", false), ("fe80::1", "fe80::1%2", true),
      ("0.0.0.0/0", "203.0.113.1", true), ("0.0.0.0/0", "2001:db8::1", false),
      ("::1", "no address", false),
    ])
  func addresses(_ match: String, _ address: String, _ matches: Bool) throws {
    #expect(try #require(AddressMatch(match)).matches(address) == matches)
  }

  @Test(
    "What is no address is refused",
    arguments: ["", "x", "1.2.3", "1.2.3.4/33", "1.2.3.4/-1", "::1/129", "1.2.3.4/8/8"])
  func wrongAddresses(_ text: String) {
    #expect(AddressMatch(text) == nil)
  }

  @Test("An event is named by its run and its number")
  func references() {
    let reference = EventReference(run: "1a2b3c4d-99-f", sequence: 7)
    #expect(reference.description == "1a2b3c4d-99-f/7")
    #expect(EventReference("1a2b3c4d-99-f/7") == reference)
    for wrong in ["7", "a/0", "/7", "a/b", "a/7/8", ""] { #expect(EventReference(wrong) == nil) }
  }

  @Test("Texts of events are JSON again as they were")
  func json() {
    let json = AnswerJSON.object([
      ("a", .list([.number(-1), .flag(true), .null])), ("b", .string("\u{1b}\"\\xff")),
    ])
    #expect(json.description == #"{"a":[-1,true,null],"b":"\u001b\"\\xff"}"#)
  }
}
