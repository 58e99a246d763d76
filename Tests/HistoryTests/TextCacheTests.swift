import TestSupport
import Testing

@testable import History

@Suite struct TextCacheTests {
  @Test("A row is found as long as it is remembered, and never that of other bytes")
  func rows() {
    var random = Generator(seed: 11)
    let cache = TextCache(entries: 64, bytes: 2048)
    var rows: [[UInt8]: Int64] = [:]
    var next: Int64 = 0
    var hits = 0
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        UInt8.random(in: 0...1, using: &random)
      }
      bytes.withUnsafeBytes { buffer in
        if let row = cache.row(of: buffer) {
          hits += 1
          #expect(rows[bytes] == row)
        } else {
          next += 1
          rows[bytes] = next
          cache.insert(buffer, row: next)
          #expect(cache.row(of: buffer) == next)
        }
      }
    }
    #expect(hits > 1000)
    cache.removeAll()
    #expect([0].withUnsafeBytes { cache.row(of: $0) } == nil)
  }

  @Test("What is larger than all room is just not remembered")
  func large() {
    let cache = TextCache(entries: 16, bytes: 64)
    let bytes = [UInt8](repeating: 1, count: 65)
    bytes.withUnsafeBytes { cache.insert($0, row: 1) }
    #expect(bytes.withUnsafeBytes { cache.row(of: $0) } == nil)
  }
}
