import Foundation
import Testing

@testable import Enrichment

/// Asks for names as the sensor's thread does, with a clock that only moves when it is told to.
struct Asker: ~Copyable {
  private(set) var names: AccountNames
  private var now: UInt64 = 1_000_000_000_000

  init(_ places: RootDirectory.Places, limits: AccountLimits = AccountLimits()) {
    names = AccountNames(places: places, limits: limits)
  }

  /// What is answered at once.
  mutating func userNow(_ id: UInt32, in root: AccountRoot = .host) -> String? {
    Self.text(names.userName(id, in: root))
  }

  /// What is answered once all that was asked for has been read.
  mutating func user(_ id: UInt32, in root: AccountRoot = .host) throws -> String? {
    _ = names.userName(id, in: root)
    try settle()
    return Self.text(names.userName(id, in: root))
  }

  /// The same for a group.
  mutating func group(_ id: UInt32, in root: AccountRoot = .host) throws -> String? {
    _ = names.groupName(id, in: root)
    try settle()
    return Self.text(names.groupName(id, in: root))
  }

  /// Lets time go by.
  mutating func wait(nanoseconds: UInt64) {
    now += nanoseconds
    names.collect(at: now)
  }

  private mutating func settle() throws {
    let deadline = Date(timeIntervalSinceNow: 30)
    while !names.isIdle {
      names.collect(at: now)
      try #require(Date() < deadline, "the reader has not come back")
      usleep(500)
    }
  }

  private static func text(_ name: Span<UInt8>?) -> String? {
    guard let name else { return nil }
    return String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
  }
}
