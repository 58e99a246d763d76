import Foundation
import TestSupport
import Testing

@testable import History

/// Clocks that are put forward and back; each test in a process whose zone it says.
@Suite struct LocalClockTests {
  @Test("Berlin: an hour that is not, and one that is twice")
  func berlin() async {
    await #expect(processExitsWith: .success) {
      let clock = Clock("CET-1CEST,M3.5.0,M10.5.0/3")
      // 2026-03-29, 02:00 → 03:00 CEST, at 01:00 UTC.
      for time in ["02:00", "02:30", "02:59:59.9", "03:00"] {
        clock.expect("2026-03-29 \(time)", 1_774_746_000, 1_774_746_000)
      }
      clock.expect("2026-03-29 01:59:59", 1_774_745_999, 1_774_745_999)
      clock.expect("2026-03-29 03:00:01", 1_774_746_001, 1_774_746_001)
      // 2026-10-25, 03:00 CEST → 02:00, at 01:00 UTC.
      clock.expect("2026-10-25 02:30", 1_792_888_200, 1_792_891_800)
      clock.expect("2026-10-25 01:59:59", 1_792_886_399, 1_792_886_399)
      clock.expect("2026-10-25 03:00", 1_792_893_600, 1_792_893_600)
      clock.expect("2026-10-25 02:30 +01:00", 1_792_891_800, 1_792_891_800)
      // Days of 23 and 25 hours.
      clock.expectDay("2026-03-29", hours: 23)
      clock.expectDay("2026-10-25", hours: 25)
      clock.expectDay("2026-10-26", hours: 24)
      clock.expectText(1_792_888_200, "2026-10-25 02:30:00 +02:00")
      clock.expectText(1_792_891_800, "2026-10-25 02:30:00 +01:00")
      clock.expectText(1_792_893_600, "2026-10-25 03:00:00")
      clock.expectText(1_774_746_000, "2026-03-29 03:00:00")
      clock.expectRoundTrips()
      // One day is 24 hours, yesterday is what the clock says.
      let now: Int64 = 1_792_897_200  // 04:00 CET
      clock.expect("1d", now - 86_400, now - 86_400, now: now)
      clock.expect("yesterday 04:00", now - 90_000, now - 90_000, now: now)
      // Half past two was twice; the first time is past, the second is not.
      clock.expect("02:30", 1_792_888_200, 1_792_891_800, now: 1_792_890_000)
      exit(clock.status)
    }
  }

  @Test("Where midnight is not: Beirut")
  func beirut() async {
    await #expect(processExitsWith: .success) {
      let clock = Clock("EET-2EEST,M3.5.0/0,M10.5.0/0")
      // 2026-03-29 00:00 → 01:00, at 22:00 UTC of the day before.
      clock.expect("2026-03-29", 1_774_735_200, 1_774_735_200 + 23 * 3600 - 1, isDay: true)
      clock.expectDay("2026-03-29", hours: 23)
      clock.expectDay("2026-03-28", hours: 24)
      // 2026-10-25 00:00 → 2026-10-24 23:00.
      clock.expectDay("2026-10-24", hours: 25)
      clock.expectRoundTrips()
      exit(clock.status)
    }
  }

  @Test("Half an hour: Lord Howe; and where nothing changes")
  func others() async {
    await #expect(processExitsWith: .success) {
      let clock = Clock("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")
      // 2026-04-05 02:00 → 01:30, at 15:00 UTC of the day before.
      clock.expectDay("2026-04-05", minutes: 24 * 60 + 30)
      clock.expectDay("2026-10-04", minutes: 24 * 60 - 30)
      clock.expectText(1_775_313_000 + 1800, "2026-04-05 01:30:00 +10:30")
      clock.expectText(1_775_313_000, "2026-04-05 01:30:00 +11:00")
      clock.expectRoundTrips()
      exit(clock.status)
    }
    await #expect(processExitsWith: .success) {
      let clock = Clock("<+0545>-5:45")
      clock.expectDay("2026-04-05", hours: 24)
      clock.expectText(0, "1970-01-01 05:45:00")
      clock.expectRoundTrips()
      exit(clock.status)
    }
  }
}

/// Says what is wrong, and remembers that something is, in a process of its own.
private final class Clock {
  private(set) var status: Int32 = 0

  init(_ zone: String) {
    setenv("TZ", zone, 1)
    tzset()
  }

  private func check(_ isRight: Bool, _ message: @autoclosure () -> String) {
    if isRight { return }
    status = 1
    FileHandle.standardError.write(Data("\(message())\n".utf8))
  }

  private func read(_ text: String, _ use: TimeExpression.Use, _ now: Int64) -> Int64? {
    do {
      return try TimeExpression.nanoseconds(text, use: use, now: now * 1_000_000_000)
    } catch {
      check(false, "\(error)")
      return nil
    }
  }

  /// In seconds.
  func expect(
    _ text: String, _ from: Int64, _ to: Int64, now: Int64 = 1_796_047_507, isDay: Bool = false
  ) {
    for (use, moment) in [(TimeExpression.Use.from, from), (.to, to)] {
      let read = read(text, use, now).map { $0 / 1_000_000_000 }
      check(read == moment, "\(text) \(use): \(read ?? 0), and not \(moment)")
    }
  }

  func expectDay(_ text: String, hours: Int64) {
    expectDay(text, minutes: 60 * hours)
  }

  func expectDay(_ text: String, minutes: Int64) {
    let span = (read(text, .to, 0) ?? 0) - (read(text, .from, 0) ?? 0) + 1
    check(span == minutes * 60_000_000_000, "\(text): \(span / 1_000_000_000) s")
  }

  func expectText(_ moment: Int64, _ text: String) {
    let written = TimeText(digits: 0).text(moment * 1_000_000_000)
    check(written == text, "\(moment): '\(written)', and not '\(text)'")
  }

  /// Each half hour of a year.
  func expectRoundTrips() {
    for moment in stride(from: 1_767_225_600 as Int64, to: 1_798_761_600, by: 1800) {
      let text = TimeText(digits: 9).text(moment * 1_000_000_000 + 7)
      for use in [TimeExpression.Use.from, .to] {
        let read = read(text, use, 0)
        check(read == moment * 1_000_000_000 + 7, "\(text) is \(read ?? 0) and was \(moment)")
      }
    }
  }
}
