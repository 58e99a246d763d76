import CEventABI
import TestSupport
import Testing

@testable import Events

/// Whatever the bytes are: a sound line or an error, never a trap, never a read out of bounds.
@Suite struct HostileRecordTests {
  @Test("A record that was cut anywhere is refused", arguments: Fixture.all)
  func truncated(_ fixture: Fixture) {
    var encoder = EventEncoder.telling()
    for count in 0..<fixture.record.count {
      #expect(throws: DecodingError(.truncated, at: 0)) {
        try encoder.line(for: Array(fixture.record.prefix(count)))
      }
      guard count % 64 == 0 else { continue }
      // The same with a header that is right about it.
      var record = Array(fixture.record.prefix(count))
      if count >= RecordHeader.byteCount {
        record.set(UInt32(count), at: 0)
        #expect(throws: DecodingError.self) { try encoder.line(for: record) }
      }
      #expect(encoder.sequence == 0)
    }
  }

  @Test("Bytes behind the record are not part of it", arguments: Fixture.all)
  func padded(_ fixture: Fixture) throws {
    var encoder = EventEncoder.telling()
    let line = try encoder.line(for: fixture.record + [1, 2, 3, 4, 5, 6, 7])
    #expect(line == fixture.line)
  }

  @Test(arguments: [0, 11, 34, 58, 127, 128, 255, UInt16.max])
  func unknownKind(_ kind: UInt16) throws {
    var record = Fixture.all[0].record
    record.set(kind, at: 4)
    var encoder = EventEncoder.telling()
    #expect(throws: DecodingError(.unknownKind, at: 4)) { try encoder.line(for: record) }
    #expect(encoder.sequence == 0)
  }

  @Test("A string lies behind the fixed part and before the end")
  func misplacedStrings() throws {
    let fixed = MemoryLayout<ev_process_exec>.size
    let place = recordOffset(of: \ev_process_exec.cwd)
    let record = Record(.processExec, ev_process_exec()).string(\.exe, "0123456789").bytes
    let cases: [(off: UInt16, len: UInt16, isSound: Bool)] = [
      (UInt16(fixed), 0, true), (0, 0, true), (.max, 0, true),
      (UInt16(fixed) - 1, 1, false), (0, 1, false), (0, .max, false), (.max, .max, false),
      (UInt16(fixed) + 10, 1, false), (UInt16(fixed) + 9, 2, false), (.max, 1, false),
      // Shares bytes with the other string: all strings together are more than there is.
      (UInt16(fixed), 10, false),
    ]
    for (off, len, isSound) in cases {
      var record = record
      record.set(ev_str(full: UInt32(len), off: off, len: len), at: place)
      var encoder = EventEncoder.telling()
      if isSound {
        _ = try encoder.line(for: record)
      } else {
        #expect(throws: DecodingError(.misplacedString, at: place)) {
          try encoder.line(for: record)
        }
      }
    }
  }

  @Test("An error takes no number from the sequence and leaves nothing in the buffer")
  func errorsLeaveNoTrace() throws {
    let record = Fixture.all[0].record
    var broken = record
    broken.set(UInt32.max, at: 0)
    var encoder = EventEncoder.telling()
    let buffer = OutputBuffer(capacity: 1 << 16)
    try encoder.encode(record: record.span.bytes, into: buffer)
    let count = buffer.count
    #expect(throws: DecodingError.self) {
      try encoder.encode(record: broken.span.bytes, into: buffer)
    }
    #expect(buffer.count == count)
    #expect(buffer.lineCount == 1)
    try encoder.encode(record: record.span.bytes, into: buffer)
    #expect(encoder.sequence == 2)
    #expect(buffer.lineCount == 2)
    let lines = String(decoding: buffer.array, as: UTF8.self).split(separator: "\n")
    #expect(lines.map { JSON.object(String($0))?["seq"] as? Int } == [1, 2])
  }

  @Test("Random changes to sound records", arguments: 0..<8)
  func mutations(_ seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    var encoder = EventEncoder.telling()
    let buffer = OutputBuffer(capacity: OutputBuffer.worstCase(forRecordOf: 2048))
    let records = Fixture.all.map(\.record)
    var lines = 0
    for round in 0..<25_000 {
      var record = records[round % records.count]
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        // Header size and kind stay, mostly: else nearly nothing gets further.
        let first = Int.random(in: 0..<16, using: &generator) == 0 ? 0 : 6
        let index = Int.random(in: first..<record.count, using: &generator)
        record[index] =
          Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator)
          : record[index] ^ 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      buffer.removeAll()
      do throws(DecodingError) {
        try encoder.encode(record: record.span.bytes, into: buffer)
      } catch {
        #expect(buffer.count == 0)
        continue
      }
      lines += 1
      // Parsing takes longer than all the rest.
      if lines % 8 == 0 {
        let line = String(decoding: buffer.array, as: UTF8.self)
        #expect(JSON.object(line) != nil, "\(line)")
      }
    }
    #expect(lines > 5_000)
    #expect(encoder.sequence == UInt64(lines))
  }

  @Test("Random bytes in the form of each kind")
  func noise() {
    var generator = Generator(seed: 1)
    var encoder = EventEncoder.telling()
    for definition in EventCatalog.all {
      for _ in 0..<500 {
        let count = definition.fixedSize + Int.random(in: 0...64, using: &generator)
        var record = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        record.set(UInt32(count), at: 0)
        record.set(definition.kind.rawValue, at: 4)
        for offset in Set(definition.ownFields.compactMap(\.source.tailText)) {
          record.set(ev_str(full: .max, off: UInt16(definition.fixedSize), len: 0), at: offset)
        }
        let line = try? encoder.line(for: record)
        #expect(line.flatMap(JSON.object) != nil, "\(line ?? "refused")")
      }
    }
  }

  @Test("The longest line that a record can become fits into what is reserved for it")
  func worstCase() throws {
    for byte: UInt8 in [0, 0xff, UInt8(ascii: "\\"), UInt8(ascii: "a")] {
      var head = ev_process_exec()
      head.inode = .max
      head.argc = 32_000
      head.result = .min
      let half = [UInt8](repeating: byte, count: 15_000)
      let record = Record(.processExec, head, flags: .max >> 16)
        .string(\.argv, half, full: .max >> 32).string(\.cwd, half).bytes
      let buffer = OutputBuffer(capacity: OutputBuffer.worstCase(forRecordOf: record.count))
      var encoder = EventEncoder(
        hostID: String(repeating: "\u{1}", count: 1000), bootID: "ffffffff",
        runID: String(repeating: "\u{1}", count: 1000), bootToRealtimeOffset: 0)
      try encoder.encode(record: record.span.bytes, into: buffer)
      #expect(buffer.count < buffer.capacity - LineWriter.overrun)
      #expect(!buffer.hasRoom(forRecordOf: record.count))
    }
  }
}

extension [UInt8] {
  /// Overwrites bytes with those of a value.
  mutating func set<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
  }
}
