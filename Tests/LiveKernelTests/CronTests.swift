import Foundation
import Testing

extension LiveKernel {
  /// A job of the real cron, in a guest of scripts/vmtest.
  @Suite(
    .sensor, CountSkips(reason: { People.absenceOfCron }),
    .enabled(if: People.absenceOfCron == nil, "\(People.absenceOfCron ?? "")"))
  struct CronTests {
    @Test("a job came in by cron, as the one whose it is")
    func job() throws {
      let sensor = try TestSensor.ofSuite()
      // There can be only one; this one's jobs are in the sensor's scope.
      try run("/bin/systemctl", "stop", "cron")
      defer { try? run("/bin/systemctl", "start", "cron") }
      let table = "/etc/cron.d/lookback-test"
      try Data("* * * * * alice /bin/true lookback-job\n".utf8).write(
        to: URL(filePath: table))
      defer { unlink(table) }
      let daemon = try ChildProcess("/usr/sbin/cron", ["cron", "-f"].map { Array($0.utf8) })
      defer { daemon.signal(SIGTERM) }

      let shell = try #require(
        try sensor.events("process.exec", deadline: 90) {
          $0["process.argv"].list?.last == "/bin/true lookback-job"
        }.first)
      #expect(shell["user.name"] == "alice")
      #expect(shell["entry.kind"] == "cron")
      #expect(shell["entry.user.name"] == "alice")
      #expect(shell["entry.address"] == .absent)
      #expect(shell["session.users"] == ["alice"])
      #expect(shell["session.programs"] == ["cron"])

      let closed = try #require(
        try sensor.events("session.close", deadline: 30) { $0["login.service"] == "cron" }.first)
      let opened = try #require(
        try sensor.events("session.open") { $0["login.service"] == "cron" }.first)
      for login in [opened, closed] {
        #expect(login["login.user"] == "alice")
        #expect(login["login.success"] == true)
        #expect(login["user.id"] == 0)
      }
      try sensor.settle()
    }

    private func run(_ words: String...) throws {
      let child = try ChildProcess(words[0], words.map { Array($0.utf8) })
      guard exitCode(child.wait()) == 0 else { throw HarnessError("\(words) failed") }
    }
  }
}
