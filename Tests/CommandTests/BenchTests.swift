import Foundation
import TestSupport
import Testing

/// What `scripts/bench` makes of what it measured.
@Suite struct BenchTests {
  @Test(
    "the bench counts right",
    .enabled(if: Python.program != nil, "there is no python3 on the PATH"))
  func arithmetic() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let (status, errors) = try Python.run(
      ["-B", "scripts/bench.d/tests.py"], in: package.standardizedFileURL)
    #expect(status == 0, "\(errors)")
    #expect(errors.contains("OK"), "\(errors)")
  }
}
