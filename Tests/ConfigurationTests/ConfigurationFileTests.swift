import Foundation
import Testing

@testable import Configuration

/// Files that are not read.
@Suite struct ConfigurationFileTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func problem(_ path: String) -> String? {
    do throws(Problem) {
      _ = try ConfigurationFile.text(of: path)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("Who can write the file", arguments: [0o600, 0o644, 0o444, 0o640] as [mode_t])
  func right(_ mode: mode_t) throws {
    #expect(problem(try scratch.file("a: b", mode: mode)) == nil)
  }

  @Test("Who must not be able to", arguments: [0o602, 0o620, 0o666, 0o777] as [mode_t])
  func writable(_ mode: mode_t) throws {
    let path = try scratch.file("a: b", mode: mode)
    #expect(problem(path) == "\(path): can be written by others: chmod go-w \(path)")
  }

  @Test("Somebody else's file", .enabled(if: geteuid() == 0, "only root can give files away"))
  func foreign() throws {
    let path = try scratch.file("a: b")
    try #require(chown(path, 12_345, 0) == 0)
    #expect(problem(path)?.hasPrefix("\(path): belongs to user 12345, ") == true)
    #expect(problem(path)?.hasSuffix(": chown root \(path)") == true)
  }

  @Test("A file that is not there")
  func missing() throws {
    #expect(try ConfigurationFile.text(of: "/no/such") == nil)
    do {
      _ = try Configuration.load(ConfigurationSources(file: .path("/no/such")))
      Issue.record("it was read")
    } catch {
      #expect(error.description == "/no/such: cannot be read: there is no such file")
    }
  }

  @Test("What is no file")
  func noFile() throws {
    #expect(problem("/tmp") == "/tmp: is not a regular file")
    #expect(problem("/dev/null") == "/dev/null: is not a regular file")
    let pipe = scratch.folder.appending(path: "pipe").path(percentEncoded: false)
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(problem(pipe) == "\(pipe): is not a regular file")
    #expect(problem("/etc/passwd/x")?.hasPrefix("/etc/passwd/x: cannot be read: ") == true)
  }

  @Test("Too large a file")
  func large() throws {
    let most = String(repeating: "#", count: ConfigurationFile.mostBytes)
    #expect(problem(try scratch.file(most)) == nil)
    let path = try scratch.file(most + "#")
    #expect(problem(path) == "\(path): is too large: a configuration has at most 256 KiB")
  }

  @Test("What is no text")
  func bytes() throws {
    let path = try scratch.file(Data("a: b\nc: \u{e9}\n".utf8) + [0x64, 0xff, 0x0a])
    #expect(problem(path) == "\(path):3:1: this line is not UTF-8")
  }
}
