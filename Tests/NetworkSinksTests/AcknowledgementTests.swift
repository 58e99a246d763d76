import Events
import Foundation
import Sinks
import TestSupport
import Testing

@testable import NetworkSinks

@Suite struct AcknowledgementTests {
  /// Reads answers to ten lines.
  private func stored(after answers: String...) throws(DeliveryFailure) -> UInt64 {
    var acknowledgements = Acknowledgements()
    acknowledgements.sent = 10
    for answer in answers { try acknowledgements.take(Array(answer.utf8)) }
    return acknowledgements.stored
  }

  @Test("The last whole answer counts")
  func reading() throws {
    #expect(try stored(after: "") == 0)
    #expect(try stored(after: "{\"ack\":3}\n") == 3)
    #expect(try stored(after: "{\"ack\":3}\n{\"ack\":3}\n{\"ack\":10}\n") == 10)
    #expect(try stored(after: "{\"ack\":1}\n{\"a", "ck\"", ":2}\r\n{\"ack\":9}") == 2)
    #expect(try stored(after: "{ \"ack\": 4 }\n") == 4)
  }

  @Test(
    "What is no acknowledgement is a failure",
    arguments: [
      "ok\n", "\n", "{\"ack\":-1}\n", "{\"ack\":}\n", "{\"ack\":1.5}\n", "{\"seq\":1}\n",
      "{\"ack\":99999999999999999999999}\n", String(repeating: "x", count: 70),
      "{\"ack\":11}\n", "{\"ack\":5}\n{\"ack\":4}\n",
    ])
  func wrong(answers: String) {
    #expect(throws: DeliveryFailure.self) { try stored(after: answers) }
  }

  @Test("Every line is acknowledged by a receiver in four lines of shell")
  func shell() throws {
    let scratch = try Scratch()
    let port = try Loopback.freePort()
    // As docs/sinks.md has it.
    let script = try scratch.write(
      """
      n=0
      while IFS= read -r line; do
        printf '%s\\n' "$line" >>\(scratch.path("out"))
        n=$((n + 1)); echo "{\\"ack\\":$n}"
      done
      """, to: "receive")
    let receiver = try Receiver(
      "ncat", ["-lk", "127.0.0.1", "\(port)", "--sh-exec", "sh \(script)"], in: scratch.folder)
    try receiver.waitForPort(port)
    let sink = try StreamDestination(.tcp(port, acknowledges: true))
    #expect(try sink.deliverAll(Lines.batches(0..<5000)) == [])
    // No waiting: what is acknowledged is stored.
    #expect(Lines.difference(scratch.lines(of: "out"), 0..<5000) == nil)
    try sink.close()
  }

  /// What comes of one batch of ten lines, at a receiver that answers so.
  private func failure(answering answers: [String]) throws -> String? {
    let server = try Loopback()
    let batch = Lines.batches(0..<10)[0]
    let served = Promised {
      let connection = server.accept()
      _ = connection.read(batch.count)
      for answer in answers { connection.write(answer) }
      return connection
    }
    let sink = try StreamDestination(.tcp(server.port, acknowledges: true), limits: .short)
    defer { served.get()?.close() }
    return sink.failure(of: batch)?.description
  }

  @Test("A batch is delivered with its last line's acknowledgement, and not without")
  func deliveries() throws {
    #expect(try failure(answering: ["{\"ack\":4}\n{\"ack\":", "10}\n"]) == nil)
    #expect(
      try failure(answering: ["{\"ack\":9}\n"]) == "no acknowledgement of 1 lines within 2 s")
    #expect(try failure(answering: []) == "no acknowledgement of 10 lines within 2 s")
    #expect(try #require(try failure(answering: ["{\"ack\":11}\n"])).contains("only 10 were sent"))
    #expect(try #require(try failure(answering: ["hello\n"])).contains("no acknowledgement"))
  }
}
