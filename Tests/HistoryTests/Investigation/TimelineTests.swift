import Events
import TestSupport
import Testing

@testable import History

/// A session as a story.
@Suite struct TimelineTests {
  private let past: Past

  init() throws {
    past = try Past()
  }

  private func exec(
    _ pid: Int, parent: Int, _ argv: [String], at second: Int, group: Int? = nil,
    users: [String] = ["carol"]
  ) throws {
    let words = argv.map { "\"\($0)\"" }.joined(separator: ",")
    let name = argv[0].replacing("-", with: "", maxReplacements: 1)
    try past.add(
      "process.exec", at: Double(second),
      Past.actor(pid, parent: parent, exe: "/bin/\(name)", users: users).with([
        "process.argv": "[\(words)]", "process.group": "\(group ?? pid)",
        "process.cwd": "\"/home\"", "result": "0",
      ]))
  }

  private func fork(_ pid: Int, to child: Int, at second: Int, users: [String] = ["carol"]) throws {
    try past.add(
      "process.fork", at: Double(second),
      Past.actor(pid, exe: "/bin/x", users: users).with([
        "child.id": "\"\(Past.process(child))\"", "child.pid": "\(child)",
      ]))
  }

  private func exit(_ pid: Int, _ code: Int, at second: Double) throws {
    try past.add(
      "process.exit", at: second, Past.actor(pid, exe: "/bin/x").with(["exit.code": "\(code)"]))
  }

  private func story(_ subject: Timeline.Subject = .terminals) throws -> [TimelineEntry] {
    let timeline = try Timeline(of: subject, in: .min ... .max, past.history())
    #expect(timeline.problems == [])
    try #require(timeline.stories.count == 1)
    return timeline.stories[0].entries
  }

  @Test("Commands with what they did, su to the right, and what was a pause")
  func session() throws {
    try exec(60, parent: 50, ["-bash"], at: 0)
    try fork(60, to: 61, at: 1)
    try exec(61, parent: 60, ["make", "all"], at: 1)
    try fork(61, to: 62, at: 2)
    try exec(62, parent: 61, ["cc", "x.c"], at: 2, group: 61)
    try past.add(
      "file.open", at: 3,
      Past.actor(62, parent: 61, exe: "/bin/cc").with([
        "file.path": "\"/home/x.o\"", "file.created": "true", "result": "0",
      ]))
    try exit(62, 0, at: 3.5)
    try exit(61, 2, at: 4)
    try fork(60, to: 63, at: 1400)
    try exec(63, parent: 60, ["su", "-", "support"], at: 1400)
    try fork(63, to: 64, at: 1401)
    try exec(64, parent: 63, ["-bash"], at: 1401, group: 63, users: ["carol", "support"])
    try fork(64, to: 65, at: 1402)
    try exec(65, parent: 64, ["id"], at: 1402, users: ["carol", "support"])
    try exit(65, 0, at: 1402.5)

    let story = try story()
    try #require(
      story.map(\.text) == ["-bash", "make all", "23 min 16 s nothing", "su - support", "id"])
    #expect(story.map(\.depth) == [0, 0, 0, 0, 1])
    #expect(story[1].status == 2)
    #expect(story[1].duration == 3 * Past.second)
    #expect(story[1].directory == "/home")
    #expect(story[1].doings.map(\.text) == ["created /home/x.o", "ran cc x.c"])
    #expect(story[2].sort == .idle)
    #expect(story[3].doings.map(\.text) == ["ran -bash"])
    #expect(story[3].status == nil)
    #expect(story[4].user == "support")
    #expect(try self.story(.user("support")).map(\.text) == ["-bash", "id"])
    #expect(try self.story(.process(Past.process(61))).map(\.text) == ["make all"])
    #expect(try self.story(.session("1a2b3c4d-50-5")).count == 5)
  }

  @Test("What a shell does without a program is a line of its own")
  func builtins() throws {
    try exec(60, parent: 50, ["-bash"], at: 0)
    for port in 1...20 {
      try fork(60, to: 100 + port, at: 5)
      try past.add(
        "net.connect", at: 5,
        Past.actor(100 + port, parent: 60, exe: "/bin/bash").with([
          "net.type": "\"stream\"", "remote.address": "\"192.0.2.1\"", "remote.port": "\(port)",
          "result": port == 7 ? "0" : "-111",
        ]))
    }
    let story = try story()
    #expect(story.map(\.sort) == [.command, .builtin])
    #expect(story[1].doings.map(\.text) == ["→ 192.0.2.1 20 ports (open: 7)"])
  }

  private struct Typed: TypedLines {
    var known: [TypedLine]

    func lines(at terminal: String, in times: ClosedRange<Int64>) throws -> [TypedLine] {
      terminal == "pts/3" ? known.filter { times.contains($0.time) } : []
    }
  }

  @Test("What was typed is told where no program says it")
  func typed() throws {
    try exec(60, parent: 50, ["-bash"], at: 0)
    try exec(61, parent: 60, ["ls"], at: 10)
    try fork(60, to: 62, at: 20)
    try past.add(
      "net.connect", at: 20,
      Past.actor(62, parent: 60, exe: "/bin/bash").with([
        "net.type": "\"stream\"", "remote.address": "\"192.0.2.1\"", "remote.port": "1",
        "result": "-111",
      ]))
    let times: [(String, Double)] = [
      ("ls", 9.9), ("cd /srv", 15), ("echo >/dev/tcp/192.0.2.1/1", 19.9),
    ]
    let lines = times.enumerated().map { number, line in
      TypedLine(
        text: line.0, time: Past.start + Int64(line.1 * 1e9),
        event: EventReference(run: "r", sequence: UInt64(number + 1)))
    }
    let timeline = try Timeline(
      of: .terminals, in: .min ... .max, past.history(), typedLines: Typed(known: lines))
    try #require(timeline.stories.count == 1)
    let entries = timeline.stories[0].entries
    #expect(entries.map(\.text) == ["-bash", "ls", "cd /srv", "echo >/dev/tcp/192.0.2.1/1"])
    #expect(entries.map(\.sort) == [.command, .command, .builtin, .builtin])
    #expect(entries[3].doings.count == 1)
  }
}
