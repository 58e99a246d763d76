import Glibc
import Synchronization
import SystemPackage

/// The signal that has come, 0: none; and whether the terminal's size has changed.
private let signalNumber = Atomic<CInt>(0)
private let hasNewSize = Atomic<Bool>(false)

/// The terminal in which a replay is seen: its whole screen, and keys as they are pressed.
///
/// It is put back on every way out that a program is told of, signals included.
final class RawTerminal {
  private let output = FileDescriptor.standardOutput
  private let hasKeys = isatty(STDIN_FILENO) != 0
  private var before = termios()
  private var isOpen = false

  private static let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// Takes it over.
  init() throws {
    for number in Self.endings {
      Self.handle(number) { signalNumber.store($0, ordering: .relaxed) }
    }
    Self.handle(SIGWINCH) { _ in hasNewSize.store(true, ordering: .relaxed) }
    signal(SIGPIPE, SIG_IGN)
    if hasKeys {
      guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw Errno(rawValue: errno) }
      var raw = before
      cfmakeraw(&raw)
      // What is drawn has no newlines; Ctrl-C is a key like others.
      guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { throw Errno(rawValue: errno) }
    }
    isOpen = true
    try write("\u{1b}[?1049h\u{1b}[2J")
  }

  deinit { close() }

  private static func handle(_ number: CInt, _ handler: @escaping @convention(c) (CInt) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    // A wait is to end with it.
    action.sa_flags = 0
    sigaction(number, &action, nil)
  }

  /// Puts it back.
  func close() {
    guard isOpen else { return }
    isOpen = false
    // Where it is gone there is nothing to put back.
    _ = try? write("\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l")
    if hasKeys { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
  }

  /// Ends this program by the signal that has come, if one has.
  func endBySignal() {
    let number = signalNumber.load(ordering: .relaxed)
    guard number != 0 else { return }
    close()
    signal(number, SIG_DFL)
    raise(number)
  }

  /// Whether a signal asks this program to end.
  var isToEnd: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// Whether the size has changed since this was last asked.
  func takeNewSize() -> Bool { hasNewSize.exchange(false, ordering: .relaxed) }

  /// Its size.
  var size: TerminalExtent {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0
    else { return TerminalExtent(rows: 24, columns: 80) }
    return TerminalExtent(rows: Int(size.ws_row), columns: Int(size.ws_col))
  }

  /// Writes bytes of our own, or of a frame.
  func write(_ bytes: [UInt8]) throws { _ = try output.writeAll(bytes) }
  /// Writes a text of our own.
  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Waits for keys.
  ///
  /// - Parameter milliseconds: at most; -1: until there are some.
  /// - Returns: their bytes; empty where there were none, or a signal came. Nil: there will be none any more.
  func keys(within milliseconds: CInt) -> [UInt8]? {
    var state = pollfd(fd: hasKeys ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0)
    guard poll(&state, 1, milliseconds) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// Whether keys can be pressed at all.
  var canBeAsked: Bool { hasKeys }
}

/// Rows and columns of the investigator's own terminal.
struct TerminalExtent: Equatable {
  var rows: Int
  var columns: Int
}
