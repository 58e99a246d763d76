import Foundation
import TestSupport
import Testing

@testable import History

@Suite struct TimeExpressionTests {
  /// Monday, 2026-11-30 14:05:07.25 UTC.
  private static let now: Int64 = 1_796_047_507_250_000_000

  /// As Foundation has it, in UTC.
  private static func moment(_ text: String) throws -> Int64 {
    let date = try Date(text, strategy: Date.ISO8601FormatStyle())
    return Int64(date.timeIntervalSince1970) * 1_000_000_000
  }

  private static func read(
    _ text: String, _ use: TimeExpression.Use = .from, zone: ClockZone = .utc
  ) throws -> Int64 {
    try TimeExpression.nanoseconds(text, use: use, now: now, zone: zone)
  }

  @Test(
    "Times",
    arguments: [
      ("now", "2026-11-30T14:05:07Z", 250_000_000),
      ("2026-11-30T14:05:07Z", "2026-11-30T14:05:07Z", 0),
      ("2026-11-30t14:05:07.123456789z", "2026-11-30T14:05:07Z", 123_456_789),
      ("2026-11-30T14:05:07+02:00", "2026-11-30T12:05:07Z", 0),
      ("2026-11-30 14:05 -0530", "2026-11-30T19:35:00Z", 0),
      ("2026-11-30 14:05:07.5 UTC", "2026-11-30T14:05:07Z", 500_000_000),
      ("2024-02-29", "2024-02-29T00:00:00Z", 0), ("1970-01-01", "1970-01-01T00:00:00Z", 0),
      ("2261-12-31T23:59:60Z", "2262-01-01T00:00:00Z", 0),
      (" 14:05 ", "2026-11-30T14:05:00Z", 0), ("14:05:07", "2026-11-30T14:05:07Z", 0),
      ("14:05:08", "2026-11-29T14:05:08Z", 0), ("9:00", "2026-11-30T09:00:00Z", 0),
      ("15:00+01:00", "2026-11-30T14:00:00Z", 0), ("15:30+01:00", "2026-11-29T14:30:00Z", 0),
      ("today", "2026-11-30T00:00:00Z", 0), ("Today 23:00", "2026-11-30T23:00:00Z", 0),
      ("yesterday", "2026-11-29T00:00:00Z", 0), ("yesterday 14:05", "2026-11-29T14:05:00Z", 0),
      ("monday", "2026-11-30T00:00:00Z", 0), ("monday 08:00", "2026-11-30T08:00:00Z", 0),
      ("mon 15:00", "2026-11-23T15:00:00Z", 0),
      ("Sunday 23:59:59.9", "2026-11-29T23:59:59Z", 900_000_000),
      ("tue 08:00", "2026-11-24T08:00:00Z", 0),
      ("10 minutes ago", "2026-11-30T13:55:07Z", 250_000_000),
      ("2h ago", "2026-11-30T12:05:07Z", 250_000_000),
      ("-90s", "2026-11-30T14:03:37Z", 250_000_000),
      ("1d12h", "2026-11-29T02:05:07Z", 250_000_000),
      ("1w 1 day", "2026-11-22T14:05:07Z", 250_000_000),
      ("1.5h", "2026-11-30T12:35:07Z", 250_000_000), ("250ms", "2026-11-30T14:05:07Z", 0),
      ("0.5ms ago", "2026-11-30T14:05:07Z", 249_500_000),
      ("@1700000000", "2023-11-14T22:13:20Z", 0),
      ("@1700000000.25", "2023-11-14T22:13:20Z", 250_000_000),
    ])
  func times(_ text: String, _ moment: String, _ rest: Int64) throws {
    #expect(try Self.read(text) == Self.moment(moment) + rest)
    if !["2024-02-29", "1970-01-01", "today", "yesterday", "monday"].contains(text) {
      #expect(try Self.read(text, .to) == Self.moment(moment) + rest)
    }
  }

  @Test(
    "A day is its beginning as from, and its last nanosecond as to",
    arguments: [
      ("2026-11-30", "2026-12-01T00:00:00Z"), ("2024-02-29", "2024-03-01T00:00:00Z"),
      ("today", "2026-12-01T00:00:00Z"), ("yesterday", "2026-11-30T00:00:00Z"),
      ("sunday", "2026-11-30T00:00:00Z"), ("2026-11-30 +01:00", "2026-11-30T23:00:00Z"),
    ])
  func days(_ text: String, _ end: String) throws {
    #expect(try Self.read(text, .to) == Self.moment(end) - 1)
    #expect(try Self.read(text, .from) == Self.moment(end) - 86_400_000_000_000)
  }

  @Test("Today is where the clock is")
  func zones() throws {
    let zone = ClockZone.fixed(10 * 3600)
    #expect(try Self.read("today", zone: zone) == Self.moment("2026-11-30T14:00:00Z"))
    #expect(try Self.read("00:05", zone: zone) == Self.moment("2026-11-30T14:05:00Z"))
    #expect(try Self.read("00:06", zone: zone) == Self.moment("2026-11-29T14:06:00Z"))
    #expect(try Self.read("tuesday 00:01", zone: zone) == Self.moment("2026-11-30T14:01:00Z"))
  }

  @Test(
    "What is wrong is told with its place",
    arguments: [
      ("", 0, "empty"), ("  ", 2, "empty"), ("2026-13-01", 5, "month is from 1 to 12"),
      ("2026-02-29", 8, "28 days"), ("2026-1-01", 5, "month has 2 digits"),
      ("1969-12-31", 0, "from 1970 to 2261"), ("2026-11-30T", 11, "time follows"),
      ("2026-11-30 25:00", 11, "hour"), ("14:60", 3, "minute"), ("14:05:61", 6, "second"),
      ("14", 2, "unit is missing"), ("14:5", 3, "digits"), ("10 parsecs ago", 3, "'parsecs'"),
      ("tomorow", 0, "'tomorow'"), ("10m later", 4, "something follows"), ("10m and", 4, "'and'"),
      ("@", 1, "number is missing"), ("@99999999999999", 1, "too far"), ("-", 1, "number"),
      ("99999999999999999999s", 0, "too large"), ("9999999999w", 0, "too long ago"),
      ("100000d", 0, "before 1970"), ("14:05:07.", 9, "one to nine"),
      ("14:05:07.1234567890", 9, "one to nine"), ("14:05 CEST", 6, "no zone"),
      ("14:05 +0160", 9, "zone's minute"),
      ("2026-11-30 14:05+25:00", 17, "zone"), ("!", 0, "nothing begins so"),
      ("now now", 4, "follows"),
      ("é", 0, "nothing"), ("2026/11/30", 4, "unit"), ("\u{0}", 0, "nothing"),
    ])
  func wrong(_ text: String, _ position: Int, _ message: String) throws {
    let error = try #require(throws: TimeExpressionError.self) { try Self.read(text) }
    #expect(error.position == position)
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.description.contains("2026-11-30"))
    #expect(!error.description.contains("\n"))
  }

  @Test("Every example is a time")
  func examples() throws {
    let examples = TimeExpression.examples.split(separator: ", ")
    #expect(examples.count == 11)
    for example in examples {
      _ = try Self.read(example.trimmingCharacters(in: ["'"]))
    }
  }

  @Test("Random texts end neither the program nor the world")
  func random() {
    var generator = Generator(seed: 3)
    let pieces = [
      "1", "9", "2026", "-", ":", ".", " ", "T", "Z", "+", "@", "m", "ago", "monday", "00",
    ]
    var count = 0
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      for use in [TimeExpression.Use.from, .to] where (try? Self.read(text, use)) != nil {
        count += 1
      }
    }
    #expect(count > 100)
  }

  @Test("Written times are read as the same moment")
  func roundTrip() throws {
    var generator = Generator(seed: 5)
    for zone in [ClockZone.utc, .fixed(5 * 3600 + 1800), .fixed(-3600)] {
      let writer = TimeText(zone: zone, digits: 9)
      for _ in 0..<200 {
        let moment = Int64.random(in: 0..<9_000_000_000_000_000_000, using: &generator)
        #expect(try Self.read(writer.text(moment), zone: .local) == moment)
      }
    }
    #expect(TimeText(zone: .utc).text(Self.now) == "2026-11-30 14:05:07.250Z")
    #expect(TimeText(zone: .fixed(-9000), digits: 0).text(Self.now) == "2026-11-30 11:35:07 -02:30")
    #expect(TimeText(zone: .utc, digits: 1).text(-1) == "1969-12-31 23:59:59.9Z")
  }
}
