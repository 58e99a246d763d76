import CEventABI
import Testing

@testable import Events

@Suite struct RecordTests {
  @Test func header() throws {
    let record = Fixture.all[0].record
    let header = try RecordHeader(decoding: record.span.bytes)
    #expect(header.size == UInt32(record.count))
    #expect(header.kind == .processExec)
    #expect(header.cpu == 3)
    #expect(header.sequence == 77)
    #expect(header.bootNanoseconds == 3_600_123_456_789)
    #expect(header.processID == 4711)
    let short = [UInt8](repeating: 0, count: 119)
    #expect(throws: DecodingError(.truncated, at: 0)) {
      try RecordHeader(decoding: short.span.bytes)
    }
  }

  @Test func view() throws {
    let bytes = Fixture.all[0].record + [0, 0, 0]
    let view = try RecordView(validating: bytes.span.bytes)
    #expect(view.bytes.byteCount == bytes.count - 3)
    #expect(view.header.kind == .processExec)
    let short = Array(bytes.dropLast(4))
    #expect(throws: DecodingError(.truncated, at: 0)) {
      _ = try RecordView(validating: short.span.bytes)
    }
  }

  @Test func sensorState() throws {
    var header = HeaderTemplate(bootNanoseconds: 5)
    header.processID = 10
    header.threadID = 11
    header.parentProcessID = 1
    header.loginUserID = 1000
    header.auditSession = 2
    let record = RecordBuilder.sensorState(
      .sensorStop, header: header, version: "1.0", kernel: "6.1",
      unavailable: ["process.fork", "tty.write"], hooks: ["net_connect=lsm"], events: 3, lost: 4,
      capture: "split",
      buffers: { lane in
        LaneBuffers(count: 2, capacity: lane == .critical ? 4096 : 8192, highWater: 96)
      })
    var encoder = EventEncoder.telling()
    let line = try encoder.line(for: record)
    #expect(
      line.hasSuffix(
        """
        "login":{"id":1000},"session":2},"cgroup":{"id":0},\
        "sensor":{"version":"1.0","kernel":"6.1","unavailable":["process.fork","tty.write"],"hooks":["net_connect=lsm"],\
        "events":3,"lost":4,"capture":"split","ring":{"critical":4096,"bulk":8192},\
        "buffers":{"critical":2,"bulk":2},"high_water":{"critical":96,"bulk":96}}}
        """))
    #expect(line.contains("\"pid\":10,\"tid\":11,"))
    #expect(line.contains("\"parent\":{\"id\":\"1a2b3c4d-1-0\",\"pid\":1}"))
  }

  @Test func sensorLoss() throws {
    let record = RecordBuilder.sensorLoss(
      header: HeaderTemplate(bootNanoseconds: 0), reason: .ringFull, kind: .ttyWrite, cpu: 1,
      lane: .bulk, count: 9, span: 1...2)
    var encoder = EventEncoder.telling()
    #expect(
      try encoder.line(for: record).hasSuffix(
        """
        "loss":{"reason":"ring_full","kind":"tty.write","cpu":1,"lane":"bulk","count":9,\
        "from":"2026-11-22T09:00:00.000000001Z","to":"2026-11-22T09:00:00.000000002Z"}}
        """))
  }

  @Test func containerInfo() throws {
    let record = RecordBuilder.containerInfo(
      header: HeaderTemplate(bootNanoseconds: 0), id: Array("ab".utf8), runtime: "docker",
      name: Array("web".utf8), image: Array("nginx".utf8), imageID: Array("sha256:1".utf8),
      labels: [Array("a=b".utf8), Array("c=".utf8)], created: Array("2026".utf8), owner: 0,
      pod: (name: Array("p".utf8), namespace: nil, id: Array("u".utf8)), leftOut: 3)
    var encoder = EventEncoder.telling()
    #expect(
      try encoder.line(for: record).hasSuffix(
        """
        "container":{"id":"ab","runtime":"docker","name":"web","image":"nginx","image_id":"sha256:1",\
        "labels":["a=b","c="],"created":"2026","owner":0,"left_out":3},"pod":{"name":"p","id":"u"}}
        """))
  }

  @Test("The longest texts and labels of a container fit into a record; longer ones are cut")
  func largeContainerInfo() throws {
    let long = Array(repeating: UInt8(ascii: "x"), count: 20_000)
    let record = RecordBuilder.containerInfo(
      header: HeaderTemplate(bootNanoseconds: 0), id: long, runtime: "docker", name: long,
      image: long, imageID: long, labels: Array(repeating: long, count: 3), created: long,
      owner: nil, pod: (name: long, namespace: long, id: long), leftOut: .max)
    #expect(record.count < Int(EV_RECORD_MAX))
    var encoder = EventEncoder.telling()
    let line = try encoder.line(for: record)
    for field in ["name_length", "image_length", "labels_length", "id_length"] {
      #expect(line.contains("\"\(field)\":"), "\(field)")
    }
  }

  @Test("Arguments are added to a snapshot")
  func replacingArguments() throws {
    let record = Record(.processSnapshot, Fixture.image).string(\.exe, "/bin/sh").bytes
    let bytes = try RecordBuilder.replacing(
      argv: Array("sh\0-c\0true\0".utf8), in: record.span.bytes)
    var encoder = EventEncoder.telling()
    #expect(try encoder.line(for: bytes).contains(#""argv":["sh","-c","true"],"argc":3"#))
  }

  @Test("Long arguments are cut, and it shows")
  func replacingLongArguments() throws {
    let record = Record(.processSnapshot, ev_process_exec()).bytes
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let bytes = try RecordBuilder.replacing(argv: long, in: record.span.bytes)
    var encoder = EventEncoder.telling()
    let object = try #require(JSON.object(try encoder.line(for: bytes)))
    #expect((JSON.value("process.argv", in: object) as? [String])?.first?.count == 16_384)
    #expect(JSON.value("process.argv_length", in: object) as? Int == 1_000_000)

    let short = Array(record.dropLast())
    #expect(throws: DecodingError.self) {
      try RecordBuilder.replacing(argv: [], in: short.span.bytes)
    }
  }
}
