import Glibc
import SystemPackage

/// The actor as its parent has it: told what to do, one line at a time.
final class ActorProcess {
  /// Why there is no answer.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let pid: pid_t
  /// The folder in which it acts.
  private(set) var folder = ""
  private var input: CInt
  private let output: CInt
  /// Milliseconds for one answer; each takes one, a machine that is only emulated a hundred.
  private static let patience: CInt = 30_000

  /// Starts this program once more; it waits for ``begin()``.
  init() throws(Failure) {
    do {
      let toChild = try Self.pipe()
      let fromChild = try Self.pipe()
      input = toChild.end
      output = fromChild.start
      defer {
        close(toChild.start)
        close(fromChild.end)
      }
      pid = try Actor.start(input: toChild.start, output: fromChild.end)
    } catch {
      throw Failure(description: "cannot start the actor: \(error)")
    }
  }

  private static func pipe() throws(Errno) -> (start: CInt, end: CInt) {
    var ends: [CInt] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
    // Who else is started has no business with it, and would keep it open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  deinit {
    stop()
    close(output)
  }

  /// Has it clear up and end, and waits for that.
  func stop() {
    guard input >= 0 else { return }
    close(input)
    input = -1
    Actor.wait(for: pid)
  }

  /// Has it get ready.
  func begin() throws(Failure) {
    folder = try ask("begin", for: "ready")
  }

  /// - Throws: what the actor says that cannot be done here, or that it does not answer.
  func prepare(_ act: Act, count: Int) throws(Failure) {
    _ = try ask("prepare \(act.rawValue) \(count)", for: "prepared")
  }

  /// - Returns: the number of the process that did it.
  func perform() throws(Failure) -> pid_t {
    pid_t(try ask("perform", for: "performed")) ?? pid
  }

  func finish() throws(Failure) {
    _ = try ask("finish", for: "finished")
  }

  private func ask(_ line: String, for answer: String) throws(Failure) -> String {
    let bytes = Array((line + "\n").utf8)
    guard write(input, bytes, bytes.count) == bytes.count else {
      throw Failure(description: "the actor is gone: \(Errno(rawValue: errno))")
    }
    let text = try read()
    let words = text.split(separator: " ", maxSplits: 1)
    guard words.first == answer[...] else {
      throw Failure(description: words.count > 1 ? String(words[1]) : "it said \"\(text)\"")
    }
    return words.count > 1 ? String(words[1]) : ""
  }

  /// One line: it fits into a pipe whole.
  private func read() throws(Failure) -> String {
    var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    var waited: CInt
    repeat { waited = poll(&ready, 1, Self.patience) } while waited < 0 && errno == EINTR
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = waited > 0 ? Glibc.read(output, &bytes, bytes.count) : 0
    guard count > 0 else {
      kill(pid, SIGKILL)
      throw Failure(description: waited == 0 ? "the actor does not answer" : "the actor has ended")
    }
    return String(decoding: bytes[..<count].prefix { $0 != 0x0a }, as: UTF8.self)
  }
}
