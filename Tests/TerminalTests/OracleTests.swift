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

  @Test(
    "bash, vi, nano, less, top and dialog look as in pyte",
    .enabled(if: hasPyte, "no pyte for python3: scripts/setup --tests installs python3-pyte"))
  func pyte() throws {
    let recordings = try Recordings(term: "linux")
    for (name, bytes) in recordings.sessions {
      var screen = Screen(rows: 24, columns: 80)
      var frames: [FrameRecord] = []
      let piece = max(1, bytes.count / 60)
      for start in stride(from: 0, to: bytes.count, by: piece) {
        let end = min(start + piece, bytes.count)
        screen.feed(bytes.span.extracting(start..<end))
        frames.append(FrameRecord(Frame(screen), offset: end))
      }
      #expect(screen.invariantProblem == nil)
      try JSONEncoder().encode(frames).write(
        to: recordings.folder.appending(path: "\(name).frames"))
    }
    let (status, errors) = try Python.run(
      ["-B", Recordings.scripts.appending(path: "compare.py").path, recordings.folder.path],
      in: recordings.folder)
    #expect(status == 0, "\(errors)\nrecorded in \(recordings.folder.path)")
    if status == 0 { try recordings.remove() }
  }
}
