import Foundation
import TestSupport
import Testing

@testable import Terminal

/// Against other people's terminals, with what programs of this machine write.
@Suite struct OracleTests {
  private static let hasPyte = canImport("pyte")

  /// Whether a module is where the scripts look for it.
  private static func canImport(_ module: String) -> Bool {
    guard Python.program != nil else { return false }
    let script = "import sys; sys.path.append('/usr/lib/python3/dist-packages'); import \(module)"
    return (try? Python.run(["-c", script], in: URL(filePath: "/")).status) == 0
  }

  private static let hasTmux =
    Python.program != nil
    && (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/tmux") }

  @Test(
    "bash, vi, nano, less, top, htop and dialog look as in pyte",
    .enabled(if: hasPyte, "no pyte for python3: scripts/setup --tests installs python3-pyte"))
  func pyte() throws {
    try compare(term: "linux", count: 60, betweenSequences: false, with: "compare.py")
  }

  @Test(
    "bash, vi, nano, less, top, htop and dialog look as in tmux",
    .enabled(if: hasTmux, "no tmux or python3: scripts/setup --tests installs them"))
  func tmux() throws {
    try compare(term: "xterm-256color", count: 15, betweenSequences: true, with: "tmux.py")
  }

  /// Records programs and has a script compare frames at some places.
  private func compare(
    term: String, count: Int, betweenSequences: Bool, with script: String
  ) throws {
    let recordings = try Recordings(term: term)
    for (name, bytes) in recordings.sessions {
      var screen = Screen(rows: 24, columns: 80)
      var frames: [FrameRecord] = []
      let piece = max(1, bytes.count / count)
      var start = 0
      while start < bytes.count {
        var end = min(start + piece, bytes.count)
        screen.feed(bytes.span.extracting(start..<end))
        while betweenSequences, !screen.isBetweenSequences, end < bytes.count {
          screen.feed([bytes[end]])
          end += 1
        }
        frames.append(FrameRecord(Frame(screen), offset: end))
        start = end
      }
      #expect(screen.invariantProblem == nil)
      try JSONEncoder().encode(frames).write(
        to: recordings.folder.appending(path: "\(name).frames"))
    }
    let (status, errors) = try Python.run(
      ["-B", Recordings.scripts.appending(path: script).path, recordings.folder.path],
      in: recordings.folder)
    #expect(status == 0, "\(errors)\nrecorded in \(recordings.folder.path)")
    if status == 0 { try recordings.remove() }
  }
}

extension Screen {
  /// Whether no sequence and no character has begun.
  fileprivate var isBetweenSequences: Bool {
    parser.state == .ground && parser.decoder.isIdle
  }
}
