import CEventABI
import Foundation
import TestSupport
import Testing

@testable import Events

/// Lines as another language's JSON sees them.
@Suite struct PythonTests {
  @Test(
    "Python reads the same bytes back",
    .enabled(if: Python.program != nil, "there is no python3 on the PATH"))
  func roundTrip() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    var generator = Generator(seed: 20)
    var encoder = EventEncoder.telling()
    let count = 20_000
    let buffer = OutputBuffer(capacity: 40 << 20)
    var expected = ""
    for _ in 0..<count {
      let data = generator.text(upTo: 200)
      let record = Record(.ttyOutput, ev_tty()).string(\.data, data).bytes
      try encoder.encode(record: record.span.bytes, into: buffer)
      expected += data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      expected += "\n"
    }
    try Data(buffer.array).write(to: folder.appending(path: "lines"))
    try Data(expected.utf8).write(to: folder.appending(path: "expected"))

    let script = """
      import json, re
      lines = open("lines", encoding="utf-8", newline="\\n").read().split("\\n")[:-1]
      expected = open("expected").read().split()
      assert len(lines) == len(expected) == \(count), len(lines)
      for number, (line, data) in enumerate(zip(lines, expected), 1):
          event = json.loads(line)
          assert event["seq"] == number
          value = event["tty"]["data"].encode("utf-8")
          back = re.sub(rb"\\\\x([0-9a-fA-F]{2})", lambda m: bytes.fromhex(m[1].decode()), value)
          assert back.hex() == data, (line, data)
      """
    let (status, errors) = try Python.run(["-c", script], in: folder)
    #expect(status == 0, "\(errors)")
  }
}
