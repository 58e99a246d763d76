import Glibc
import SystemPackage

/// A program that shows a text page by page.
final class Pager {
  /// What is written here is shown.
  let input: FileDescriptor
  private let command: String
  private let child: pid_t
  private var isInputOpen = true

  /// The command; nil: nothing is to be shown by one.
  static func command(_ environment: [String: String]) -> String? {
    let command = environment["PAGER"] ?? "less"
    return command.isEmpty || command == "cat" ? nil : command
  }

  /// Starts it.
  ///
  /// - Parameters:
  ///   - command: words, or what a shell understands.
  ///   - output: where it shows the text.
  ///   - environment: its variables, but for those that say how less and lv are to behave.
  /// - Throws: what the system says; `Errno.noSuchFileOrDirectory` where there is no such program.
  init(_ command: String, output: FileDescriptor, _ environment: [String: String]) throws(Errno) {
    self.command = command
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
    // The pager is to see the end of it.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    input = FileDescriptor(rawValue: ends[1])
    defer { Glibc.close(ends[0]) }
    // Ends where a page is enough, leaves the text there, and lets colours through.
    let variables = ["LESS": "FRX", "LV": "-c"].merging(environment) { $1 }
    do throws(Errno) {
      child = try Self.spawn(Self.words(command), from: ends[0], to: output.rawValue, variables)
    } catch {
      Glibc.close(ends[1])
      throw error
    }
    // Ctrl-C is for the pager, which goes on.
    signal(SIGINT, SIG_IGN)
  }

  deinit {
    // A child that nobody waited for would stay one for ever.
    if isInputOpen { end() }
  }

  /// Waits until it is left.
  func wait() throws {
    let status = end()
    // As a shell says that it has not found a program.
    if status & 0x7f == 0, status >> 8 & 0xff == 127 {
      throw Failure("the pager '\(command)' cannot be run; PAGER= or --no-pager does without it")
    }
  }

  @discardableResult
  private func end() -> CInt {
    Glibc.close(input.rawValue)
    isInputOpen = false
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    signal(SIGINT, SIG_DFL)
    return status
  }

  private static func words(_ command: String) -> [String] {
    let isPlain = command.allSatisfy { $0.isASCII && !"|&;<>()$`\\\"'*?[]#~%\n".contains($0) }
    return isPlain ? command.split(separator: " ").map(String.init) : ["/bin/sh", "-c", command]
  }

  private static func spawn(
    _ words: [String], from input: CInt, to output: CInt, _ variables: [String: String]
  ) throws(Errno) -> pid_t {
    guard let program = words.first else { throw .noSuchFileOrDirectory }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)

    // What we ignore it is not to ignore.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var argv = words.map { strdup($0) } + [nil]
    var environment = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in argv + environment { free(text) } }
    var child: pid_t = 0
    let failure = posix_spawnp(&child, program, &actions, &attributes, &argv, &environment)
    guard failure == 0 else { throw Errno(rawValue: failure) }
    return child
  }
}
