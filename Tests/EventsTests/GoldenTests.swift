import Testing

@testable import Events

@Suite struct GoldenTests {
  @Test("A record becomes exactly this line", arguments: Fixture.all)
  func line(_ fixture: Fixture) throws {
    var encoder = EventEncoder.telling()
    let line = try encoder.line(for: fixture.record)
    #expect(line == fixture.line)
  }

  @Test func everyKindHasAGoldenLine() {
    #expect(Set(Fixture.all.map(\.name)) == Set(EventCatalog.all.map(\.name)))
  }

  @Test("What nobody set is left out")
  func bareHeader() throws {
    var header = HeaderTemplate(bootNanoseconds: 0)
    header.command = "0123456789abcdefghi"
    let record = RecordBuilder.sensorLoss(
      header: header, reason: .malformed, kind: nil, cpu: nil, lane: nil, count: 1, span: 0...0)
    var encoder = EventEncoder.telling()
    #expect(
      try encoder.line(for: record) == """
        {"kind":"sensor.loss","time":"2026-11-22T09:00:00.000000000Z","seq":1,"cpu":0,\
        "host":{"id":"host-1","boot":"1a2b3c4d-0000-4000-8000-000000000000"},"run":"1a2b3c4d-99-f",\
        "process":{"id":"1a2b3c4d-0-0","pid":0,"tid":0,\
        "start":"2026-11-22T09:00:00.000000000Z","comm":"0123456789abcde"},\
        "user":{"id":0,"gid":0,"effective":{"id":0,"gid":0}},"cgroup":{"id":0},\
        "loss":{"reason":"malformed","count":1,"from":"2026-11-22T09:00:00.000000000Z",\
        "to":"2026-11-22T09:00:00.000000000Z"}}
        """)
  }
}
