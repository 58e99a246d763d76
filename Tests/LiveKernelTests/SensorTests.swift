import Foundation
import Testing

extension LiveKernel {
  /// The sensor as a program.
  @Suite struct SensorTests {
    @Test(arguments: [SIGINT, SIGTERM]) func endsCleanly(_ signal: Int32) throws {
      let sensor = try TestSensor()
      let start = try #require(sensor.events.first)
      #expect(start["sensor.version"].text?.isEmpty == false)
      let release = try String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
      #expect(
        start["sensor.kernel"] == .text(release.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(start["sensor.lost"] == 0)
      try sensor.run("exit", "3").expect()
      try sensor.stop(by: signal)
    }

    /// The tree's root has gone before the sensor came.
    @Test func refusesATreeThatIsNotThere() throws {
      let gone = try ChildProcess(workload: ["nothing"])
      gone.wait()
      let words = ["lookback", "record", "--process-tree", "\(gone.pid)"]
      let sensor = try ChildProcess(
        Live.lookback, words.map { Array($0.utf8) }, errors: open("/dev/null", O_WRONLY | O_CLOEXEC)
      )
      #expect(sensor.readLine() == nil)
      #expect(exitCode(sensor.wait()) != 0)
    }

    /// Nobody reads for a while: what did not fit is counted, what is written is whole.
    @Test(.missesNothing, .missesNothingSkipsCounted) func survivesAReaderThatIsStuck() throws {
      let workers = 2
      let count = 20_000 / Live.timeFactor
      let scratch = try Scratch()
      let path = try scratch.file("file")
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--ring-bulk", "1048576"])
      sensor.pauseReading(true)
      let storm = try ChildProcess(workload: ["storm-open", "\(workers)", "\(count)", path])
      while storm.readLine() != nil {}
      #expect(exitCode(storm.wait()) == 0)
      sensor.pauseReading(false)
      try sensor.settle(deadline: 60)
      try sensor.stop(allowingLoss: true)
      for kind in ["file.write", "file.close"] {
        let found = sensor.events.count { $0.kind == kind && $0["file.path"] == .text(path) }
        let lost = sensor.events.filter {
          $0.kind == "sensor.loss" && $0["loss.kind"] == .text(kind)
        }.compactMap { $0["loss.count"].int }.reduce(0, +)
        #expect(found + lost == workers * count, "\(kind)")
        #expect(lost > 0, "\(kind): the reader was to be too slow")
      }
    }
  }
}
