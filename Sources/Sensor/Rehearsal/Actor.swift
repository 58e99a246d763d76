import CLibBPF
import Glibc
import SystemPackage

/// The process that does what is to be seen, when it is told to: the sensor's own is never recorded.
///
/// It reads lines from its standard input and answers each with one: `prepare ACT COUNT`, `perform`
/// and `finish`; to the second with the number of the process that did it and what failed. At the
/// end of its input it removes its folder and ends.
public enum Actor {
  /// The subcommand of the program that becomes the actor.
  public static let subcommand = "selftest-act"

  /// What is executed and is not there.
  static let absentProgram = "lookback-absent-program"
  /// What is unloaded and is not there.
  static let absentModule = "lookback_absent_module"
  /// The service in whose name nobody logs in.
  static let loginService = "lookback-selftest"
  /// What a terminal shows; no line, so that nothing is added to it.
  static let terminalText = "lookback selftest"
  /// How wide it is made.
  static let terminalColumns: UInt16 = 123

  /// Acts until the end of standard input; does nothing where there is none.
  public static func run() {
    // The parent ends when it is interrupted, and then its end of the pipe is closed: after that
    // the folder can be removed.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    guard let first = readLine(), first == "begin" else { return }
    guard let stage = Stage() else {
      return answer("cannot make a folder in /tmp: \(Errno(rawValue: errno))")
    }
    answer("ready \(stage.folder)")
    var scene: Scene?
    while let line = readLine() {
      let words = line.split(separator: " ")
      if words.count == 3, words[0] == "prepare", let act = Act(rawValue: String(words[1])),
        let count = Int(words[2])
      {
        scene = Scene(act, count: count, on: stage)
        answer(scene?.failure.map { "failed \($0)" } ?? "prepared")
      } else if line == "perform", let scene {
        answer("performed \(scene.perform())")
      } else {
        scene?.clear()
        scene = nil
        answer("finished")
      }
    }
    scene?.clear()
    stage.remove()
  }

  /// Starts this program once more, as an actor.
  ///
  /// - Returns: the number of the new process.
  static func start(input: CInt, output: CInt) throws(Errno) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("lookback"), strdup(subcommand), nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, "/proc/self/exe", &actions, nil, &words, environ)
    guard failure == 0 else { throw Errno(rawValue: failure) }
    return child
  }

  static func wait(for child: pid_t) {
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
  }

  private static func answer(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }
}
