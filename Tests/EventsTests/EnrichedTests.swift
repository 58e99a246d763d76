import Testing

@testable import Events

/// Fields that are not in the record.
@Suite struct EnrichedTests {
  /// Values for all fields, each other than the others.
  private static func values(in storage: LiteralStorage) -> EnrichedValues {
    let values = EnrichedValues()
    for field in EnrichedField.allCases {
      values[field] = EncodedValue(literal: storage.literal("\"value \(field.rawValue)\","))
    }
    return values
  }

  @Test("Every event has the fields of which something is known", arguments: Fixture.all)
  func known(_ fixture: Fixture) throws {
    let storage = LiteralStorage()
    let values = Self.values(in: storage)
    var encoder = EventEncoder.telling()
    let buffer = OutputBuffer(
      capacity: OutputBuffer.worstCase(forRecordOf: fixture.record.count) + values.byteCount)
    try encoder.encode(record: fixture.record.span.bytes, with: values, into: buffer)
    let line = String(decoding: buffer.array.dropLast(), as: UTF8.self)
    let object = try #require(JSON.object(line))
    let definition = try #require(EventCatalog.definition(named: fixture.name))
    let own = try #require(JSON.object(fixture.line))
    for field in EnrichedField.common {
      guard case .enriched(let slot) = field.source else { continue }
      let isOwn = definition.ownFields.contains { $0.name == field.name }
      let told = JSON.value(field.name, in: own) as? String
      let value = JSON.value(field.name, in: object) as? String
      #expect(value == (isOwn ? told : nil) ?? "value \(slot.rawValue)", "\(field.name)")
    }
  }

  @Test("A value that is not known any more is not written")
  func forgotten() throws {
    let storage = LiteralStorage()
    let values = Self.values(in: storage)
    #expect(values.byteCount > 0)
    values.removeAll()
    #expect(values.byteCount == 0)
    let fixture = try #require(Fixture.all.first)
    var encoder = EventEncoder.telling()
    let buffer = OutputBuffer(capacity: OutputBuffer.worstCase(forRecordOf: fixture.record.count))
    try encoder.encode(record: fixture.record.span.bytes, with: values, into: buffer)
    #expect(String(decoding: buffer.array.dropLast(), as: UTF8.self) == fixture.line)
  }

  @Test("The fields have places of their own")
  func places() {
    let slots = EnrichedField.common.compactMap { field in
      if case .enriched(let slot) = field.source { slot } else { nil }
    }
    #expect(slots == EnrichedField.allCases)
  }
}
