import Events
import Foundation
import Testing

/// What one sensor told on its standard output beside what another sink got of that.
struct SinkAccount {
  /// What the sensor says that the sink has not got.
  struct Loss {
    var reason: String
    var lane: SinkLane
    var count: Int
    /// The lowest and the highest number.
    var numbers: ClosedRange<Int>?
  }

  let name: String
  /// The lane of each number that was told.
  private let lanes: [Int: SinkLane]
  /// What the sink got, by number.
  let received: [Int: Data]
  /// The numbers of which the sink got something else.
  let altered: [Int]
  /// What the sensor's events say.
  let told: [Loss]
  /// What its messages say: all of it, the end included.
  let said: [Loss]

  init(_ sensor: TestSensor, _ name: String, _ receipt: SinkReceipt) throws {
    self.name = name
    let run = try #require(sensor.events.first?["run"].text)
    let received = receipt.runs[run] ?? [:]
    let kinds = Dictionary(
      uniqueKeysWithValues: EventCatalog.all.map { ($0.kind.description, $0.kind) })
    var lanes: [Int: SinkLane] = [:]
    for event in sensor.events {
      lanes[event.seq] = SinkLane(of: try #require(kinds[event.kind]))
    }
    self.lanes = lanes
    self.received = received
    altered = sensor.events.filter { event in
      received[event.seq].map { $0 != event.line } ?? false
    }.map(\.seq)
    told = try sensor.events.filter {
      $0.kind == "sensor.sink_loss" && $0["sink.name"] == .text(name)
    }.map { event in
      let numbers = (event["loss.first_seq"].int, event["loss.last_seq"].int)
      return Loss(
        reason: try #require(event["loss.reason"].text),
        lane: event["loss.lane"] == "kept" ? .kept : .other,
        count: try #require(event["loss.count"].int),
        numbers: try numbers.0.map { $0...(try #require(numbers.1)) })
    }
    let message = try Regex(
      #"lookback: warning: (\S+): lost (\d+) events \((kept|other)\): (\w+)"#,
      as: (Substring, Substring, Substring, Substring, Substring).self)
    said = sensor.said.matches(of: message).filter { $0.1 == name }.map { match in
      Loss(
        reason: String(match.4), lane: match.3 == "kept" ? .kept : .other,
        count: Int(match.2) ?? 0)
    }
  }

  /// All numbers of a lane that were told, in order.
  func numbers(_ lane: SinkLane) -> [Int] {
    lanes.filter { $0.value == lane }.map(\.key).sorted()
  }

  /// Those that the sink has not got.
  func missing(_ lane: SinkLane) -> [Int] {
    numbers(lane).filter { received[$0] == nil }
  }

  /// How many the sensor says that it has not got.
  func lost(_ lane: SinkLane, _ losses: [Loss]) -> Int {
    losses.filter { $0.lane == lane }.reduce(0) { $0 + $1.count }
  }

  /// Received and said to be lost is all, to the unit, and each that is missing is where the sensor
  /// says that some are.
  ///
  /// Of those that were lost at the end (`atTheEnd`) nobody could be told any more but by messages.
  func expectSum(atTheEnd: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(altered == [], sourceLocation: sourceLocation)
    let others = received.keys.filter { lanes[$0] == nil }
    #expect(others == [], "nobody else was told these", sourceLocation: sourceLocation)
    for lane in SinkLane.allCases {
      let missing = missing(lane)
      #expect(missing.count == lost(lane, said), "\(name): \(lane)", sourceLocation: sourceLocation)
      if !atTheEnd {
        #expect(
          missing.count == lost(lane, told), "\(name): \(lane)", sourceLocation: sourceLocation)
      }
      let losses = told.filter { $0.lane == lane }
      let untold = missing.filter { number in
        !losses.contains { $0.numbers?.contains(number) == true }
      }
      #expect(atTheEnd || untold == [], "\(name): \(lane)", sourceLocation: sourceLocation)
      let set = Set(missing)
      for numbers in losses.compactMap(\.numbers) {
        #expect(
          set.contains(numbers.lowerBound) && set.contains(numbers.upperBound),
          "\(name): \(lane) \(numbers)", sourceLocation: sourceLocation)
      }
    }
  }

  /// All that was told was received, and nothing is said to be lost.
  func expectAll(sourceLocation: SourceLocation = #_sourceLocation) {
    expectSum(sourceLocation: sourceLocation)
    #expect(received.count == lanes.count, sourceLocation: sourceLocation)
    #expect(said.count + told.count == 0, sourceLocation: sourceLocation)
  }
}

extension TestSensor {
  /// Of each open, write and close of a storm there is an event, or a loss that was told.
  func expectStorm(
    _ opens: Int, of file: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for kind in ["file.open", "file.write", "file.close"] {
      let found = events.count { $0.kind == kind && $0.hasBytes("\"path\":\"\(file)\"") }
      let lost = events.filter {
        $0.kind == "sensor.loss" && $0["loss.kind"] == .text(kind)
      }.compactMap { $0["loss.count"].int }.reduce(0, +)
      #expect(found + lost == opens, "\(kind)", sourceLocation: sourceLocation)
    }
  }
}
