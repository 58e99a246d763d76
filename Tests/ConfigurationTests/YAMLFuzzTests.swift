import Foundation
import TestSupport
import Testing

@testable import Configuration

/// Text that nobody would write.
@Suite struct YAMLFuzzTests {
  /// What is mutated.
  private static let seeds = [
    DefaultConfiguration.text,
    "a: b\nc:\n  - d: e\n    f: 'g'\n  - \"h\\n\"\ni: [j, {k: l}, 'm']\n",
    "---\nsinks:\n- stdout\n- to: tls:[::1]:6514\n  events: [login,\n    process]  # some\n  where: 'a: b'\n",
    "events: all\nwatch: [/etc, \"/srv\"]\nmemory-limit: 64M\nstatus-socket: no\n",
  ]

  /// What is put in.
  private static let pieces = [
    " ", "  ", "\n", ":", ": ", "-", "- ", "[", "]", "{", "}", ",", "#", " #", "'", "\"", "\\",
    "&a",
    "*a", "!", "|", ">", "%", "@", "\t", "é", "\u{1f600}", "---\n", "...", "a", "0", "~", "null",
    "<<: ",
  ]

  private static func mutant(_ generator: inout Generator) -> String {
    var scalars = Array(seeds[Int.random(in: 0..<seeds.count, using: &generator)].unicodeScalars)
    // Of the long ones a part, so that what is changed is not lost in them.
    let start = Int.random(in: 0..<max(1, scalars.count - 150), using: &generator)
    scalars = Array(scalars[start..<min(scalars.count, start + 200)])
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let place = Int.random(in: 0...scalars.count, using: &generator)
      let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: scalars.insert(contentsOf: piece.unicodeScalars, at: place)
      case 1 where place < scalars.count: scalars.remove(at: place)
      default:
        let end = min(scalars.count, place + Int.random(in: 0...20, using: &generator))
        scalars.insert(contentsOf: Array(scalars[place..<end]), at: place)
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  @Test("Whatever stands in a file is read or refused, with a place in the file", arguments: 0..<8)
  func neverCrashes(_ seed: UInt64) throws {
    var generator = Generator(seed: seed)
    for _ in 0..<1500 {
      let text = Self.mutant(&generator)
      let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      let (_, faults) = YAMLReader.read(text)
      for fault in faults {
        #expect((1...lines.count + 1).contains(fault.mark.line), "\(text)")
        #expect(fault.mark.column >= 1, "\(text)")
      }
    }
  }

  @Test("A whole configuration of such text never crashes either", arguments: 0..<4)
  func neverCrashesWhole(_ seed: UInt64) throws {
    let scratch = try Scratch()
    var generator = Generator(seed: seed)
    for _ in 0..<300 {
      let text = Self.mutant(&generator)
      // A problem is one line, whatever stands in the file.
      for problem in try scratch.problems(text) {
        #expect(!problem.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
  }

  @Test("Random bytes")
  func bytes() throws {
    let scratch = try Scratch()
    var generator = Generator(seed: 99)
    for _ in 0..<200 {
      let count = Int.random(in: 0...300, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let path = try scratch.file(Data(bytes))
      do {
        _ = try Configuration.load(ConfigurationSources(file: .path(path)))
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
  }
}
