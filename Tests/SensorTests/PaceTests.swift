import Testing

@testable import Sensor

/// When the sensor looks, and when lines go out.
@Suite struct PaceTests {
  private static let busy = Pace.busyRecords

  @Test(
    "Waits, after a look that found something",
    arguments: [
      (Pace.Look(), Pace.tick), (Pace.Look(records: 1), Pace.tick),
      (Pace.Look(records: busy), Pace.busyTick),
      (Pace.Look(records: busy, critical: 1), Pace.criticalTick),
      (Pace.Look(records: 1, critical: 1), Pace.criticalTick),
      (Pace.Look(holdsBack: true), Pace.youngTick),
      (Pace.Look(records: busy, holdsBack: true), Pace.busyTick),
      (Pace.Look(records: busy, critical: busy, holdsBack: true), Pace.criticalTick),
    ])
  func waits(_ look: Pace.Look, _ milliseconds: Int32) {
    var pace = Pace()
    _ = pace.handsOver(after: look, bytes: 1, now: 1)
    #expect(pace.wait == milliseconds)
  }

  @Test("A process is out within 10 ms, whatever else happens")
  func latency() {
    let hold = Int32(2)
    #expect(Pace.criticalTick + hold < 10 && Pace.youngTick + hold < 10)
    var pace = Pace()
    let isOut = pace.handsOver(after: Pace.Look(records: 1000, critical: 1), bytes: 10, now: 1)
    #expect(isOut)
  }

  @Test("Many lines of files are gathered, but no longer than 50 ms, nor more than is worthwhile")
  func gathering() {
    var pace = Pace()
    let busy = Pace.Look(records: Self.busy)
    let looks: [(look: Pace.Look, bytes: Int, after: UInt64)] = [
      (busy, 10, 0), (busy, 20, Pace.gathering - 1), (busy, 30, Pace.gathering),
      (busy, 10, Pace.gathering + 1), (busy, Pace.worthwhile, Pace.gathering + 2),
      (Pace.Look(), 0, Pace.gathering + 3),
    ]
    let out = looks.map { pace.handsOver(after: $0.look, bytes: $0.bytes, now: 1 + $0.after) }
    #expect(out == [false, false, true, false, true, false])
  }

  @Test("It sleeps once nothing has happened for a while")
  func quiet() {
    var pace = Pace()
    _ = pace.handsOver(after: Pace.Look(records: 1), bytes: 0, now: 1000)
    #expect(!pace.isQuiet(now: 1000 + Pace.quiet))
    #expect(pace.isQuiet(now: 1001 + Pace.quiet))
  }
}
