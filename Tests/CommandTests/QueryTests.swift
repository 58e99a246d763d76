import Foundation
import TestSupport
import Testing

/// `lookback query` on a made-up past.
@Suite struct QueryTests {
  private static let folder = Result { try ScratchFolder() }
  private static let made = Result {
    try Command("bench-history", "--events", "3000", "--hours", "1", try path())
  }

  private static func path() throws -> String { "\(try folder.get().path)/history" }

  private func query(_ words: String...) throws -> Command {
    try #require(try Self.made.get().status == 0)
    return try Command(["query", "--history", try Self.path()] + words)
  }

  private func objects(_ command: Command) throws -> [[String: Any]] {
    try command.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test("In a pipe events are lines of JSON, with and without being asked for it")
  func json() throws {
    let plain = try query("--limit", "20")
    #expect(plain.status == 0)
    #expect(try objects(plain).count == 20)
    #expect(try query("--limit", "20", "--json").output == plain.output)
  }

  @Test("--process and --user say whose events are meant, together with a condition")
  func actors() throws {
    let first = try #require(try objects(query("kind = process.exec", "--limit", "1")).first)
    let process = try #require(first["process"] as? [String: Any])
    let id = try #require(process["id"] as? String)
    let pid = try #require(process["pid"] as? Int)
    let byID = try objects(query("--process", id))
    #expect(byID.count > 1)
    #expect(byID.allSatisfy { ($0["process"] as? [String: Any])?["id"] as? String == id })
    let byPID = try objects(query("--process", "\(pid)", "kind = process.exec"))
    #expect(!byPID.isEmpty)
    #expect(byPID.allSatisfy { $0["kind"] as? String == "process.exec" })
    let user = try #require((first["user"] as? [String: Any])?["id"] as? Int)
    let byUser = try query("--user", "\(user)").output
    let byCondition = try query("user.id = \(user) or user.login.id = \(user)").output
    #expect(byUser == byCondition && !byUser.isEmpty)
    #expect(try query("--user", "a'b\"c\\").output == "")
    #expect(try query("--user", "a'b\"c\\").status == 0)
  }

  @Test("--at means a few seconds, and nothing beside it")
  func moment() throws {
    let all = try query("--limit", "1000").output.split(separator: "\n").map(String.init)
    let middle = try #require(all.dropFirst(500).first)
    let time = try #require(middle.firstMatch(of: /"time":"([^"]+)"/)?.1)
    let found = try query("--at", String(time)).output.split(separator: "\n").map(String.init)
    #expect(found.contains(middle))
    #expect(found.count < all.count)
    try query("--at", "5m", "--from", "10m").expectFailure(saying: "--at", "--from")
    try query("--at", "whenever").expectFailure(saying: "--at", "whenever")
  }
}
