import Testing

@testable import Events

/// A record, and the line that it becomes.
struct Fixture: Sendable, CustomTestStringConvertible {
  let name: String
  let record: [UInt8]
  let line: String

  /// Describes the line by what it has besides the header of ``ev_task/telling``.
  ///
  /// - Parameters:
  ///   - kind: the kind's name.
  ///   - record: the record.
  ///   - process: what follows in the object `process`, with its comma.
  ///   - cgroup: what follows in the object `cgroup`, likewise.
  ///   - namespace: what follows in the object `namespace`, likewise.
  ///   - own: what follows the header, with its comma.
  init<Head>(
    _ kind: String, _ record: Record<Head>, process: String = "", cgroup: String = "",
    namespace: String = "", own: String
  ) {
    name = kind
    self.record = record.bytes
    line = """
      {"kind":"\(kind)","time":"2026-11-22T10:00:00.123456789Z","seq":1,"cpu":3,\
      "host":{"id":"host-1","boot":"1a2b3c4d-0000-4000-8000-000000000000"},"run":"1a2b3c4d-99-f",\
      "process":{"id":"1a2b3c4d-4711-abcdef01234","pid":4711,"tid":4712,\
      "start":"2026-11-22T12:16:46.310404660Z","comm":"bash",\
      "parent":{"id":"1a2b3c4d-1234-1f","pid":1234},"tty":"pts/7"\(process)},\
      "user":{"id":1000,"gid":1001,"effective":{"id":0,"gid":1002},"login":{"id":1003},\
      "session":5},"cgroup":{"id":8589934592\(cgroup)},"namespace":{"pid":4026531836,"mount":4026531841\(namespace)}\
      \(own)}
      """
  }

  var testDescription: String { name }

  /// At least one for each kind.
  static let all =
    processes + sockets + listening + nameService + modules + files + filePaths + fileEffects
    + logins + containers + terminals + credentials + influences + memories + systems + sensors
    + throttles + degrades + sinks
}
