import Events
import Testing

@testable import Sensor

/// When steps are taken and taken back; the time is that of the numbers.
@Suite struct RegulatorTests {
  private static let second: UInt64 = 1_000_000_000
  private var time: UInt64 = 5 * second
  private var cpu: UInt64 = 77
  private var regulator = regulator(ResourceLimits(cpu: 100))

  private static func regulator(
    _ limits: ResourceLimits, levels: Int = 3, memory: UInt64 = 1000
  ) -> Regulator {
    Regulator(limits, levels: levels, from: Usage(time: 5 * second, cpu: 77, memory: memory))
  }

  /// Goes on for so many seconds with so many thousandths of a CPU; the changes by their second.
  private mutating func run(
    _ seconds: Int, cpu thousandths: UInt64 = 0, memory: UInt64 = 1000
  ) -> [(second: Int, news: Regulator.News)] {
    (1...seconds).compactMap { second in
      time += Self.second
      cpu += thousandths * Self.second / 1000
      let news = regulator.take(Usage(time: time, cpu: cpu, memory: memory))
      return news.map { (second, $0) }
    }
  }

  @Test("Below the limit, and at it, nothing is left out")
  mutating func below() {
    #expect(run(100, cpu: 100).isEmpty)
    #expect(!regulator.isExhausted)
  }

  @Test("Over it: a step after three seconds, the next ones after one to settle and three")
  mutating func over() {
    let news = run(20, cpu: 101)
    #expect(news.map(\.second) == [3, 7, 11])
    #expect(news.map(\.news.level) == [1, 2, 3])
    #expect(news.map(\.news.previous) == [0, 1, 2])
    #expect(news.allSatisfy { $0.news.cause == .cpu && $0.news.cpu == 101 })
    #expect(regulator.isExhausted)
    _ = run(3)
    #expect(!regulator.isExhausted)
  }

  @Test("The average counts, not a moment")
  mutating func bursts() {
    for _ in 0..<10 {
      #expect(run(1, cpu: 240).isEmpty)
      #expect(run(2, cpu: 20).isEmpty)
    }
    #expect(run(1, cpu: 300).isEmpty)
    #expect(run(2, cpu: 20).map(\.news.cpu) == [113])
  }

  @Test("Well below it for nine seconds: a step back; between that and the limit all stays")
  mutating func back() {
    _ = run(8, cpu: 200)
    #expect(run(60, cpu: 70).isEmpty)
    let news = run(30, cpu: 69)
    #expect(news.map(\.news.level) == [1, 0])
    #expect(news.map(\.news.previous) == [2, 1])
    #expect(news.allSatisfy { $0.news.cause == nil })
    #expect(news[1].second - news[0].second == 10)
  }

  @Test("What is too much all the time is let in ever more rarely, but at least every five minutes")
  mutating func relapses() {
    var waits: [Int] = []
    for _ in 0..<8 {
      while regulator.level == 0 { _ = run(1, cpu: 200) }
      var wait = 0
      while regulator.level == 1 {
        _ = run(1)
        wait += 1
      }
      waits.append(wait)
    }
    #expect(waits == [10, 19, 37, 73, 145, 289, 289, 289])
    // A long time without one, and it is as at the beginning.
    #expect(run(400).isEmpty)
    while regulator.level == 0 { _ = run(1, cpu: 200) }
    #expect(run(11).map(\.second) == [10])
  }

  @Test("Memory counts if it is in use all the time")
  mutating func memory() {
    regulator = Self.regulator(ResourceLimits(memory: 1600))
    #expect(run(2, memory: 9999).isEmpty)
    #expect(run(1, memory: 1600).isEmpty)
    #expect(run(2, memory: 1601).isEmpty)
    let over = run(4, memory: 1601)
    #expect(over.map(\.news.cause) == [.memory])
    #expect(over.map(\.news.memory) == [1601])
    // Nearly at the limit is not well below it.
    #expect(run(60, memory: 1500).isEmpty)
    #expect(run(12, memory: 1499).map(\.news.level) == [0])
  }

  @Test("Both limits must be kept")
  mutating func both() {
    regulator = Self.regulator(ResourceLimits(cpu: 100, memory: 1600))
    // At the beginning it was not over, and memory counts if it is in use all the time.
    #expect(run(6, cpu: 10, memory: 2000).map(\.news.cause) == [.memory])
    #expect(run(4, cpu: 300, memory: 2000).map(\.news.cause) == [.cpu])
    #expect(run(60, cpu: 90, memory: 100).isEmpty)
    #expect(run(60, cpu: 10, memory: 1590).isEmpty)
    #expect(run(10, cpu: 10, memory: 100).map(\.news.level) == [1])
  }

  @Test("Where nothing can be left out there is only the complaint")
  mutating func nothingToLeaveOut() {
    regulator = Self.regulator(ResourceLimits(cpu: 100), levels: 0)
    #expect(run(20, cpu: 200).isEmpty)
    #expect(regulator.isExhausted)
  }
}
