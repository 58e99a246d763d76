import CEventABI
import TestSupport
import Testing

@testable import Events

/// What is kept of who acts is what would be written anew.
@Suite struct ActorTextsTests {
  /// The values, and whether they are the process's own, not those of the way it came in.
  private static let fields = EnrichedField.common.compactMap {
    field -> (field: EnrichedField, isOwn: Bool)? in
    guard case .enriched(let slot) = field.source else { return nil }
    return (slot, field.name.hasPrefix("process."))
  }

  /// Sets the values of a stamp: some of them, others for each stamp, now and then long ones.
  private static func fill(
    _ values: EnrichedValues, _ stamp: ActorStamp, in storage: LiteralStorage
  ) {
    for (field, isOwn) in fields {
      let seed = isOwn ? stamp.process : 1_000_000 + stamp.session << 8 + stamp.place
      var generator = Generator(seed: seed + UInt64(field.rawValue) << 32)
      guard Bool.random(using: &generator) else { continue }
      let length = Int.random(in: 0...99, using: &generator) == 0 ? 2500 : 8
      let text = String(repeating: "x", count: Int.random(in: 0...length, using: &generator))
      values[field] = EncodedValue(literal: storage.literal("\"\(seed) \(text)\","))
    }
  }

  /// The record of a fixture by another task.
  private static func record(_ fixture: Fixture, thread: UInt32) -> [UInt8] {
    var record = fixture.record
    var task = ev_task.telling
    task.tgid += thread / 2
    task.pid += thread
    task.uid = thread % 3
    task.parent_tgid = thread % 5 == 0 ? 0 : task.parent_tgid
    withUnsafeBytes(of: task) { bytes in
      let start = RecordHeader.byteCount - bytes.count
      record.replaceSubrange(start..<RecordHeader.byteCount, with: bytes)
    }
    return record
  }

  @Test("Lines are those of an encoder that keeps nothing", arguments: 0..<4)
  func same(_ seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let storage = LiteralStorage()
    let (values, plain) = (EnrichedValues(), EnrichedValues())
    var keeping = EventEncoder.telling()
    var forgetting = EventEncoder.telling()
    let buffer = OutputBuffer(capacity: 1 << 20)
    for _ in 0..<4000 {
      let fixture = try #require(Fixture.all.randomElement(using: &generator))
      // More threads than there is room for; some acts are of a few.
      let thread = UInt32.random(
        in: 0..<(Bool.random(using: &generator) ? 4 : 400), using: &generator)
      let record = Self.record(fixture, thread: thread)
      let stamp = ActorStamp(
        process: UInt64(thread / 2 * 2) + UInt64.random(in: 1...2, using: &generator),
        parent: 1, session: UInt64.random(in: 0...2, using: &generator),
        place: UInt64.random(in: 0...1, using: &generator), look: 1)
      if !values.begin(stamp, in: record.span.bytes) { Self.fill(values, stamp, in: storage) }
      plain.removeAll()
      Self.fill(plain, stamp, in: storage)
      let name = EncodedValue(literal: storage.literal("\"name \(thread)\","))
      if Bool.random(using: &generator) {
        values[.remoteName] = name
        plain[.remoteName] = name
      }
      #expect(values.byteCount == plain.byteCount)
      buffer.removeAll()
      try keeping.encode(record: record.span.bytes, with: values, into: buffer)
      let line = buffer.array
      buffer.removeAll()
      try forgetting.encode(record: record.span.bytes, with: plain, into: buffer)
      #expect(line == buffer.array, "\(fixture.name)")
    }
  }

  @Test("Another difference from the clock of the day is another text")
  func clock() throws {
    let record = try #require(Fixture.all.first).record
    let values = EnrichedValues()
    let isKnown = values.begin(
      ActorStamp(process: 1, parent: 1, session: 1, place: 1, look: 1), in: record.span.bytes)
    #expect(!isKnown)
    var encoder = EventEncoder.telling()
    let buffer = OutputBuffer(capacity: 1 << 20)
    try encoder.encode(record: record.span.bytes, with: values, into: buffer)
    encoder.bootToRealtimeOffset += 1_000_000_000
    buffer.removeAll()
    try encoder.encode(record: record.span.bytes, with: values, into: buffer)
    let line = String(decoding: buffer.array, as: UTF8.self)
    #expect(line.contains(#""start":"2026-11-22T12:16:47.310404660Z""#))
  }

  @Test("A task has as many bytes as are compared, and each of them counts")
  func key() throws {
    #expect(MemoryLayout<ev_task>.size == 6 * MemoryLayout<SIMD2<UInt64>>.size)
    let stamp = ActorStamp(process: 1, parent: 2, session: 4, place: 5, look: 3)
    let record = try #require(Fixture.all.first).record
    let key = ActorKey(stamp, in: record.span.bytes)
    for offset in 0..<RecordHeader.byteCount {
      var other = record
      other[offset] ^= 0x10
      let isTask = offset >= RecordHeader.byteCount - MemoryLayout<ev_task>.size
      let isSame = ActorKey(stamp, in: other.span.bytes) == key
      #expect(isSame != isTask, "byte \(offset)")
      let task = RecordHeader.byteCount - MemoryLayout<ev_task>.size
      let isShared =
        ActorKey(stamp, in: other.span.bytes).circumstances == key.circumstances
      // Where it is, in what mount namespace, and from the user to that namespace's number.
      #expect(isShared != [16..<32, 44..<76].contains { $0.contains(offset - task) })
    }
    for other in [
      ActorStamp(process: 2, parent: 2, session: 4, place: 5, look: 3),
      ActorStamp(process: 1, parent: 3, session: 4, place: 5, look: 3),
      ActorStamp(process: 1, parent: 2, session: 5, place: 5, look: 3),
      ActorStamp(process: 1, parent: 2, session: 4, place: 4, look: 3),
      ActorStamp(process: 1, parent: 2, session: 4, place: 5, look: 4),
    ] {
      let isSame = ActorKey(other, in: record.span.bytes) == key
      #expect(!isSame)
    }
  }

  @Test("Of nobody nothing is kept")
  func nobody() throws {
    let record = try #require(Fixture.all.first).record
    let values = EnrichedValues()
    let answers = [(), ()].map { values.begin(.none, in: record.span.bytes) }
    #expect(answers == [false, false])
    let storage = LiteralStorage()
    withExtendedLifetime(storage) {
      let key = ActorKey(.none, in: record.span.bytes)
      #expect(ActorTexts(slotCount: 1, in: storage).texts(of: key) == nil)
    }
  }
}
