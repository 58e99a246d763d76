import Foundation

/// A process that a test started, with a pipe to its standard input and from its standard output.
///
/// Foundation's `Process` takes arguments as `String` only; the tests need any bytes.
final class ChildProcess {
  let pid: pid_t
  private var input: Int32
  private var output: Int32
  private var unread: [UInt8] = []
  private var status: Int32?

  /// No other child may get a pipe's end before that is marked close-on-exec (there is no pipe2 in
  /// Swift): it would keep it open.
  private static let spawning = NSLock()

  /// Starts it; `errors` is a descriptor for its standard error.
  init(_ path: String, _ arguments: [[UInt8]], errors: Int32 = 2) throws {
    Self.spawning.lock()
    defer { Self.spawning.unlock() }
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
      throw HarnessError(call: "pipe")
    }
    for end in toChild + fromChild {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    if errors != 2 {
      posix_spawn_file_actions_adddup2(&actions, errors, 2)
    }
    // The threads that run tests block most signals; a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { bytes in
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
      for (index, byte) in (bytes + [0]).enumerated() {
        copy[index] = CChar(bitPattern: byte)
      }
      return copy
    }
    argv.append(nil)
    defer {
      for argument in argv { argument?.deallocate() }
    }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, path, &actions, &attributes, argv, environ)
    close(toChild[0])
    close(fromChild[1])
    self.pid = pid
    input = toChild[1]
    output = fromChild[0]
    if failure != 0 {
      status = 0  // nothing to wait for
      throw HarnessError("\(path): \(String(cString: strerror(failure)))")
    }
  }

  /// The workload, with words as they are.
  convenience init(workload words: [String], errors: Int32 = 2) throws {
    try self.init(
      Live.workload, (["lookback-workload"] + words).map { Array($0.utf8) }, errors: errors)
  }

  deinit {
    closeInput()
    if status == nil {
      kill(pid, SIGKILL)
      wait()
    }
    closeOutput()
  }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(input, bytes, bytes.count)
  }

  func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  private func closeOutput() {
    if output >= 0 { close(output) }
    output = -1
  }

  /// The next line of its output, without the newline; `nil` at the end.
  ///
  /// What is left without a newline there is a line too.
  func readLine() -> Data? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeSubrange(...end) }
        return Data(unread[..<end])
      }
      let more = readSome()
      if more.isEmpty {
        defer { unread = [] }
        return unread.isEmpty ? nil : Data(unread)
      }
      unread += more
    }
  }

  /// Waits for more of its output; empty at the end.
  func readSome(atMost capacity: Int = 65536) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var result: Int
      repeat {
        result = read(output, buffer.baseAddress, capacity)
      } while result < 0 && errno == EINTR
      count = max(0, result)
    }
  }

  func signal(_ number: Int32) {
    if status == nil { kill(pid, number) }
  }

  /// Wait for its end; the status as of wait(2).
  @discardableResult
  func wait() -> Int32 {
    if let status { return status }
    var result: Int32 = 0
    while waitpid(pid, &result, 0) < 0 && errno == EINTR {}
    status = result
    return result
  }
}

/// The parts of a status of wait(2); C has macros for them.
func exitCode(_ status: Int32) -> Int? { status & 0x7f == 0 ? Int(status >> 8 & 0xff) : nil }
func endingSignal(_ status: Int32) -> Int? { status & 0x7f == 0 ? nil : Int(status & 0x7f) }
