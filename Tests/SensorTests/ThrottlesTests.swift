import Events
import Testing

@testable import Capture
@testable import Sensor

@Suite struct ThrottlesTests {
  private var throttles = Throttles()
  private static let second: UInt64 = 1_000_000_000

  private func entry(
    _ number: UInt64, _ scope: BudgetScope = .process, start: UInt64 = 7, count: UInt64 = 1,
    last: UInt64
  ) -> Throttled {
    Throttled(
      id: .init(scope: scope, number: number, start: start), header: [], count: count,
      span: min(Self.second, last)...last)
  }

  private mutating func take(
    _ entries: [Throttled], at seconds: UInt64, everything: Bool = false
  ) -> [Throttles.News] {
    throttles.take(entries, now: seconds * Self.second, everything: everything)
  }

  @Test("Nobody over a budget, nothing told")
  mutating func nothing() {
    #expect(take([], at: 1) == [])
    #expect(take([], at: 2, everything: true) == [])
  }

  @Test("One that goes on is told of at the beginning, and two seconds after the last at the end")
  mutating func episode() {
    let first = entry(1, count: 3, last: Self.second)
    #expect(take([first], at: 1) == [.init(throttled: first, isOver: false)])
    let more = entry(1, count: 9, last: 2 * Self.second)
    #expect(take([more], at: 2) == [])
    #expect(take([more], at: 3) == [])
    #expect(take([more], at: 4) == [.init(throttled: more, isOver: true)])
    #expect(take([], at: 5) == [])
  }

  @Test("Beginning and end can come in one look, the beginning first")
  mutating func short() {
    let only = entry(1, count: 5, last: Self.second)
    #expect(
      take([only], at: 9) == [
        .init(throttled: only, isOver: false), .init(throttled: only, isOver: true),
      ])
  }

  @Test("Whoever has ended begins again")
  mutating func again() {
    let first = entry(1, last: Self.second)
    #expect(take([first], at: 3).map(\.isOver) == [false, true])
    let second = entry(1, last: 4 * Self.second)
    #expect(take([second], at: 4).map(\.isOver) == [false])
  }

  @Test("At the end of the sensor everything ends")
  mutating func end() {
    let running = entry(1, last: Self.second)
    let new = entry(2, last: Self.second)
    _ = take([running], at: 1)
    #expect(
      take([running, new], at: 1, everything: true) == [
        .init(throttled: running, isOver: true), .init(throttled: new, isOver: false),
        .init(throttled: new, isOver: true),
      ])
  }

  @Test("A number that is used again, and a cgroup of that number, are others")
  mutating func others() {
    let entries = [
      entry(1, last: Self.second), entry(1, start: 8, last: Self.second),
      entry(1, .cgroup, start: 7, last: Self.second),
    ]
    #expect(take(entries, at: 1).map(\.throttled.id) == entries.map(\.id))
  }

  @Test("A record that was made after the look began is not old")
  mutating func later() {
    let entry = entry(1, last: 5 * Self.second)
    #expect(take([entry], at: 4).map(\.isOver) == [false])
    #expect(take([entry], at: 6).isEmpty)
  }
}
