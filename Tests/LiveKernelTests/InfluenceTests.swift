import Foundation
import Testing

extension LiveKernel {
  /// What a process does to another one: here, to its child.
  @Suite(.sensor) struct InfluenceTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    private func expectTarget(
      _ event: Event, _ run: Run, user: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let child = try #require(run.truth["child"].int, sourceLocation: sourceLocation)
      let fork = try #require(
        run.events("process.fork").first { $0["child.pid"] == .number(child) },
        sourceLocation: sourceLocation)
      #expect(event["target.id"] == fork["child.id"], sourceLocation: sourceLocation)
      #expect(event["target.pid"] == .number(child), sourceLocation: sourceLocation)
      #expect(event["target.tid"] == .number(child), sourceLocation: sourceLocation)
      #expect(event["target.comm"] == "lookback-worklo", sourceLocation: sourceLocation)
      #expect(event["target.user.id"] == .number(user), sourceLocation: sourceLocation)
    }

    private func expectNobody(_ event: Event, _ run: Run) {
      #expect(event["target.id"] == .absent)
      #expect(event["target.tid"] == .absent)
      #expect(event["target.comm"] == .absent)
      #expect(event["target.user"] == .absent)
    }

    private func expectResult(
      _ event: Event, _ run: Run, _ error: String?,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(event["result"] == run.truth["result"], sourceLocation: sourceLocation)
      #expect((event["result"] == 0) == (error == nil), sourceLocation: sourceLocation)
      #expect(event["error"].text == error, sourceLocation: sourceLocation)
    }

    @Test(arguments: ["attach", "seize"]) func trace(_ request: String) throws {
      let run = try sensor.run("trace", request)
      run.expect("process.fork", "process.trace")
      let trace = try #require(run.events("process.trace").first)
      try expectTarget(trace, run)
      #expect(trace["trace.request"] == .text(request))
      expectResult(trace, run, nil)
    }

    @Test func traceOfAnotherUser() throws {
      let run = try sensor.run("trace", "attach", "65534")
      let trace = try #require(run.events("process.trace").first)
      #expect(run.events("process.trace").count == 1)
      try expectTarget(trace, run)
      #expect(trace["user.id"] == 65534)
      expectResult(trace, run, "EPERM")
    }

    @Test func traceByItsParent() throws {
      let run = try sensor.run("trace", "traceme")
      let trace = try run.only("process.trace")
      #expect(trace["trace.request"] == "traceme")
      #expect(trace["target.id"] == .text(trace.process))
      #expect(trace["target.pid"] == .number(run.pid))
      #expect(trace["target.user.id"] == 0)
      expectResult(trace, run, nil)
    }

    @Test func traceOfNobody() throws {
      let run = try sensor.run("trace-nobody")
      let trace = try #require(run.events("process.trace").first)
      expectNobody(trace, run)
      #expect(trace["target.pid"] == run.truth["child"])
      expectResult(trace, run, "ESRCH")
    }

    @Test func inject() throws {
      let run = try sensor.run("inject")
      run.expect("process.fork", "process.inject")
      let inject = try #require(run.events("process.inject").first)
      try expectTarget(inject, run)
      #expect(inject["inject.bytes"] == run.truth["bytes"])
      expectResult(inject, run, nil)
    }

    @Test func injectIntoAnotherUser() throws {
      let run = try sensor.run("inject", "65534")
      let inject = try #require(run.events("process.inject").first)
      try expectTarget(inject, run)
      #expect(inject["inject.bytes"] == .absent)
      expectResult(inject, run, "EPERM")
    }

    /// Also one that says of itself that it comes from the kernel.
    @Test(arguments: ["kill", "tkill", "tgkill", "sigqueue", "disguised", "pidfd"])
    func signal(_ way: String) throws {
      let run = try sensor.run("signal-child", way, "\(SIGTERM)", "0", "65534")
      run.expect("process.fork", "process.signal")
      let signal = try #require(run.events("process.signal").first)
      try expectTarget(signal, run, user: 65534)
      #expect(signal["signal.number"] == .number(SIGTERM))
      #expect(signal["signal.name"] == "SIGTERM")
      #expect(signal["signal.outcome"] == "delivered")
      #expect(signal["user.id"] == 0)
      expectResult(signal, run, nil)
    }

    @Test(arguments: ["kill", "tkill", "tgkill", "sigqueue", "pidfd"])
    func signalRefused(_ way: String) throws {
      let run = try sensor.run("signal-child", way, "\(SIGKILL)", "65534", "0")
      #expect(run.events("process.signal").count == 1)
      let signal = try #require(run.events("process.signal").first)
      if way == "pidfd" {
        expectNobody(signal, run)
        #expect(signal["target"] == .absent)
      } else {
        try expectTarget(signal, run)
      }
      #expect(signal["signal.number"] == .number(SIGKILL))
      #expect(signal["signal.name"] == "SIGKILL")
      #expect(signal["signal.outcome"] == .absent)
      #expect(signal["user.id"] == 65534)
      expectResult(signal, run, "EPERM")
    }

    @Test func signalToAGroup() throws {
      let run = try sensor.run("signal-group", "\(SIGHUP)", "65534")
      let signal = try #require(run.events("process.signal").first)
      #expect(run.events("process.signal").count == 1)
      try expectTarget(signal, run, user: 65534)
      #expect(signal["signal.name"] == "SIGHUP")
    }

    /// Among processes of one user, and signals that do no harm.
    @Test(arguments: [
      (SIGTERM, 0, 0), (SIGCONT, 0, 65534), (SIGWINCH, 0, 65534), (0, 0, 65534), (0, 65534, 0),
      (SIGCHLD, 65534, 0),
    ])
    func harmlessSignal(_ number: Int32, _ user: Int, _ child: Int) throws {
      let run = try sensor.run("signal-child", "kill", "\(number)", "\(user)", "\(child)")
      #expect(run.events("process.signal").isEmpty)
      #expect(run.events("process.fork").count == 1)
    }
  }
}
