import Foundation
import Testing

/// The built program, run to its end.
struct Command {
  let status: Int32
  let output: String
  let errors: String

  /// Whether it could record here.
  static let canRecord = geteuid() == 0 && access("/sys/kernel/btf/vmlinux", R_OK) == 0

  /// The folder of the test program holds all products; ends with a slash.
  private static let products: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return String(own[...(own.lastIndex(of: "/") ?? own.startIndex)])
  }()

  /// The program's first argument is the first word.
  init(_ words: String...) throws {
    try self.init(words)
  }

  init(_ words: [String]) throws {
    try self.init(running: [Self.products + "lookback"] + words)
  }

  /// As a user without rights, whoever runs the tests.
  static func unprivileged(_ words: String...) throws -> Command {
    try unprivileged(words)
  }

  static func unprivileged(_ words: [String]) throws -> Command {
    guard geteuid() == 0 else { return try Command(running: [products + "lookback"] + words) }
    // Started from its own folder: to those above it others may have no right.
    let user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return try Command(running: ["/usr/bin/env", "-C", products] + user + ["./lookback"] + words)
  }

  private init(running words: [String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [1, 2].map { folder.appending(path: "\($0)") }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (index, file) in files.enumerated() {
      posix_spawn_file_actions_addopen(
        &actions, Int32(index + 1), file.path(percentEncoded: false), O_WRONLY | O_CREAT, 0o600)
    }
    var argv = words.map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, words[0], &actions, nil, &argv, environ)
    try #require(failure == 0, "\(words[0]): \(String(cString: strerror(failure)))")
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    // As a shell has it.
    self.status = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    output = String(decoding: try Data(contentsOf: files[0]), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
  }

  /// It has printed nothing but one line that says why it fails, which contains all these words.
  func expectFailure(
    saying words: String..., location: SourceLocation = #_sourceLocation
  ) {
    #expect(status > 0 && status < 128, sourceLocation: location)
    #expect(output == "", sourceLocation: location)
    #expect(errors.hasPrefix("lookback: error: "), sourceLocation: location)
    #expect(errors.hasSuffix("\n"), sourceLocation: location)
    #expect(errors.count { $0 == "\n" } == 1, "\(errors)", sourceLocation: location)
    for word in words {
      #expect(errors.contains(word), sourceLocation: location)
    }
  }
}
