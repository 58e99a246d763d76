import Foundation
import Testing

@testable import Capture

@Suite struct ProcessTreeTests {
  /// A shell with a child that lasts, and a way to end both.
  private struct Family {
    private(set) var shell: pid_t = 0
    private(set) var child: pid_t = 0

    /// `sleeper` is a program that takes a number of seconds.
    init(sleeper: String = "sleep") throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      defer { for end in ends { close(end) } }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
      let words = ["sh", "-c", "\"$0\" 600 & echo $!; wait", sleeper]
      var argv = words.map { strdup($0) } + [nil]
      defer { for word in argv { free(word) } }
      try #require(posix_spawn(&shell, "/bin/sh", &actions, nil, &argv, environ) == 0)
      var line = ""
      var byte: UInt8 = 0
      while read(ends[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") {
        line.unicodeScalars.append(Unicode.Scalar(byte))
      }
      child = try #require(Int32(line))
    }

    func end() {
      kill(child, SIGKILL)
      kill(shell, SIGKILL)
      waitpid(shell, nil, 0)
    }
  }

  @Test("A child and its child are found, from every generation")
  func descendants() throws {
    let family = try Family()
    defer { family.end() }
    let all: Set = [getpid(), family.shell, family.child]
    #expect(ProcessTree.members(of: getpid()).isSuperset(of: all))
    #expect(ProcessTree.members(of: family.shell) == [family.shell, family.child])
    #expect(ProcessTree.members(of: family.child) == [family.child])
  }

  @Test("A name can look like the fields behind it")
  func oddName() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sleeper = folder.appending(path: ") S 1 (x)\n")
    try FileManager.default.copyItem(at: URL(filePath: "/bin/sleep"), to: sleeper)
    let family = try Family(sleeper: sleeper.path(percentEncoded: false))
    defer { family.end() }
    // It has its name once it runs the program; until then it is still the shell's copy.
    let comm = "/proc/\(family.child)/comm"
    while try readWholeFile(comm) == "sh\n" { usleep(1000) }
    #expect(try readWholeFile(comm).hasPrefix(") S 1 (x)"))
    #expect(ProcessTree.members(of: family.shell) == [family.shell, family.child])
  }

  @Test("Nobody is in the tree of a process that does not run")
  func nobody() throws {
    let family = try Family()
    family.end()
    #expect(ProcessTree.members(of: family.shell).isEmpty)
    #expect(ProcessTree.members(of: .max).isEmpty)
    #expect(ProcessTree.members(of: 0).isEmpty)
    #expect(ProcessTree.members(of: -1).isEmpty)
  }

  @Test("A thread is no process")
  func thread() async throws {
    let thread: Int32 = try await withCheckedThrowingContinuation { continuation in
      Foundation.Thread.detachNewThread {
        continuation.resume(with: Result { try Self.ownThread() })
        sleep(600)
      }
    }
    #expect(thread != getpid())
    #expect(FileManager.default.fileExists(atPath: "/proc/\(thread)/stat"))
    #expect(ProcessTree.members(of: thread).isEmpty)
  }

  private static func ownThread() throws -> Int32 {
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
    return try #require(link.split(separator: "/").last.flatMap { Int32($0) })
  }
}
