import Events
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite struct LibraryImageTests {
  /// The C library of this process, in which code stands as it does in memory.
  private static func library() throws -> [UInt8] {
    // Foundation stops at the first short read, which /proc is full of.
    let maps = try readWholeFile("/proc/self/maps")
    let line = try #require(maps.split(separator: "\n").first { $0.hasSuffix("/libc.so.6") })
    let path = try #require(line.firstIndex(of: "/"))
    return Array(try Data(contentsOf: URL(filePath: String(line[path...]))))
  }

  @Test("A function is where the dynamic linker has found it")
  func offset() throws {
    let library = try Self.library()
    let image = try LibraryImage(library)
    let symbol = try #require(dlsym(nil, "getppid"))
    let offset = try #require(image.offset(of: "getppid"))
    // The same bytes stand in memory and in the file.
    let code = UnsafeRawBufferPointer(start: symbol, count: 8)
    #expect(Array(code) == Array(library[Int(offset)...].prefix(8)))
    #expect(image.offset(of: "getppi") == nil)
    #expect(image.offset(of: "") == nil)
    #expect(image.has(interface: "GLIBC_2.2.5"))
    #expect(!image.has(interface: "LIBPAM_1.0"))
  }

  @Test("What is no library is refused")
  func refused() throws {
    #expect(throws: LibraryImage.Refusal.self) { try LibraryImage([]) }
    #expect(throws: LibraryImage.Refusal.self) { try LibraryImage(Array("#!/bin/sh\n".utf8)) }
    var narrow = try Self.library()
    narrow[4] = 1
    #expect(
      throws: LibraryImage.Refusal(description: "it is no library for 64-bit programs")
    ) { try LibraryImage(narrow) }
  }

  @Test("A file that is cut anywhere, or says anything, is read without harm")
  func hostile() throws {
    let whole = try Self.library()
    for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 100)) {
      let image = try? LibraryImage(Array(whole.prefix(length)))
      #expect(image?.offset(of: "getppid").map { $0 < length } ?? true)
    }
    var random = Generator(seed: 7)
    // The file's header is at its beginning, those of its sections at its end.
    for places in [4..<64, whole.count - 4096..<whole.count] {
      for _ in 0..<50 {
        var bytes = whole
        for _ in 0..<8 {
          bytes[Int.random(in: places, using: &random)] = .random(in: 0...255, using: &random)
        }
        let image = try? LibraryImage(bytes)
        #expect(image?.offset(of: "getppid").map { $0 < whole.count } ?? true)
      }
    }
  }
}
