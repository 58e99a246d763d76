import Glibc
import SystemPackage
import Threading

/// Says on a terminal how far something is that takes long; elsewhere, and of what is soon done, nothing.
final class ProgressBar {
  private static let second: UInt64 = 1_000_000_000
  private static let interval = second / 10
  private static let barWidth = 24

  private let what: String
  private let total: Int
  private let output: FileDescriptor
  private let isShown: Bool
  private let clock: () -> UInt64
  private let start: UInt64
  private var next: UInt64
  private var isOnScreen = false

  /// Begins.
  ///
  /// - Parameters:
  ///   - what: is done, such as "reading segments".
  ///   - total: how much there is to do; 0: nobody knows.
  ///   - output: the terminal.
  ///   - environment: may say that it knows no commands.
  ///   - clock: nanoseconds of a clock that is never set.
  init(
    _ what: String, total: Int, on output: FileDescriptor = .standardError,
    environment: [String: String] = Environment.current,
    clock: @escaping () -> UInt64 = { nanoseconds(of: CLOCK_MONOTONIC) }
  ) {
    self.what = what
    self.total = total
    self.output = output
    self.clock = clock
    isShown = isatty(output.rawValue) != 0 && environment["TERM"] != "dumb"
    start = clock()
    next = start + Self.second
  }

  deinit {
    clear()
  }

  /// So much is done.
  func update(_ done: Int) {
    guard isShown else { return }
    let now = clock()
    guard now >= next else { return }
    next = now + Self.interval
    isOnScreen = true
    let width = OutputTraits(of: output.rawValue, color: .never).width
    // A line that is full would begin another one.
    show("\r" + VisibleText(text(done, after: now - start), cells: width - 1).text + "\u{1b}[K")
  }

  /// Takes it away; the next update shows it again.
  func clear() {
    guard isOnScreen else { return }
    isOnScreen = false
    show("\r\u{1b}[K")
  }

  private func text(_ done: Int, after elapsed: UInt64) -> String {
    guard total > 0 else { return "\(what): \(done)" }
    let part = min(1, Double(max(0, done)) / Double(total))
    let marks = Int(part * Double(Self.barWidth))
    let bar =
      String(repeating: "#", count: marks) + String(repeating: ".", count: Self.barWidth - marks)
    var text = "\(what) [\(bar)] \(Int(part * 100)) %"
    if part > 0, part < 1 {
      let left = Double(elapsed) / Double(Self.second) * (1 - part) / part
      text += left < 90 ? ", \(Int(left.rounded(.up))) s left" : ", \(Int(left / 60)) min left"
    }
    return text
  }

  private func show(_ text: String) {
    // That it cannot be shown is nothing that anybody could be told.
    _ = try? output.writeAll(text.utf8)
  }
}
