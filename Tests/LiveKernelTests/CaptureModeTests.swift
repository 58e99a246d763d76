import Foundation
import Testing

extension LiveKernel {
  /// The ways in which records reach the sensor: with each of them in order, and none lost in silence.
  @Suite struct CaptureModeTests {
    init() throws {
      try TestSensor.waitForOthersToDetach()
    }

    private static let kinds = ["file.open", "file.write", "file.close"]

    private func sensor(_ mode: Live.CaptureMode, _ options: String...) throws -> TestSensor {
      try TestSensor(
        ["--process-tree", "\(getpid())", "--capture", mode.rawValue] + options)
    }

    /// Found and lost of each kind of a storm of two workers, whose files are told by the path.
    private func counts(_ sensor: TestSensor, _ path: String) -> [(found: Int, lost: Int)] {
      Self.kinds.map { kind in
        let lost = sensor.events.filter {
          $0.kind == "sensor.loss" && $0["loss.kind"] == .text(kind)
        }
        // Those of markers may be among the lost.
        let markers = sensor.events.count {
          $0.kind == kind && $0["file.path"].text?.contains("/marker-") == true
        }
        let missing = kind == "file.open" ? sensor.markers - markers : 0
        return (
          sensor.events.count { $0.kind == kind && $0["file.path"] == .text(path) },
          lost.compactMap { $0["loss.count"].int }.reduce(0, +) - missing
        )
      }
    }

    @Test(
      "Records of both processors come in the order of time, all of them",
      .missesNothing, .missesNothingSkipsCounted, arguments: Live.CaptureMode.allCases)
    func order(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try sensor(mode)
      let count = 5_000 / Live.timeFactor
      let run = try sensor.run("storm-open", "2", "\(count)", path, deadline: 120)
      #expect(exitCode(run.status) == 0)
      try sensor.stop(allowingLoss: true)
      for (found, lost) in counts(sensor, path) { #expect(found + lost == 2 * count) }
      let times = sensor.events.filter {
        !$0.kind.hasPrefix("sensor.") && $0.kind != "process.snapshot"
      }.map(\.time)
      #expect(times.count > 6 * count / 2)
      let disorder = zip(times, times.dropFirst()).count { $0 > $1 }
      #expect(disorder == 0, "of \(times.count) events so many came before an earlier one")
      #expect(Set(sensor.events.compactMap { $0["cpu"].int }).count > 1, "one processor did it all")
    }

    @Test(
      "A buffer of one page takes what it can, and the rest is counted",
      .missesNothing, .missesNothingSkipsCounted, arguments: Live.CaptureMode.allCases)
    func onePage(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try sensor(mode, "--ring-bulk", "4096")
      let count = 2_000 / Live.timeFactor
      let storm = try ChildProcess(workload: ["storm-open", "2", "\(count)", path])
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      usleep(300_000)
      try sensor.stop(allowingLoss: true)
      let counts = counts(sensor, path)
      for (found, lost) in counts { #expect(found + lost == 2 * count) }
      #expect(counts.contains { $0.lost > 0 }, "the buffer was to be too small")
    }

    @Test(
      "A sensor that stands still for ten seconds knows what it has missed",
      .missesNothing, .missesNothingSkipsCounted, arguments: Live.CaptureMode.allCases)
    func standsStill(_ mode: Live.CaptureMode) throws {
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try sensor(mode, "--ring-bulk", "262144")
      let count = 4_000 / Live.timeFactor
      sensor.signal(SIGSTOP)
      let began = Date()
      let storm = try ChildProcess(workload: ["storm-open", "2", "\(count)", path])
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      usleep(useconds_t(max(0, 10 - Date().timeIntervalSince(began)) * 1_000_000))
      sensor.signal(SIGCONT)
      try sensor.settle(deadline: 60)
      try sensor.stop(allowingLoss: true)
      let counts = counts(sensor, path)
      for (found, lost) in counts { #expect(found + lost == 2 * count) }
      #expect(counts.contains { $0.lost > 0 }, "the buffer was to be too small")
      #expect(counts.contains { $0.found > 0 })
    }
  }
}
