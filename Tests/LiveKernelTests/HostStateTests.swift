import Foundation
import Testing

extension LiveKernel {
  /// `lookback at` says of a moment what /proc said at that moment.
  @Suite struct HostStateTests {
    /// So many times /proc is read while the workload goes on.
    private static let moments = 20

    @Test("Processes, users, programs and sockets at any moment are those that /proc had")
    func oracle() throws {
      try TestSensor.waitForOthersToDetach()
      let scratch = try Scratch()
      let directory = scratch("history")
      let sensor = try TestSensor(["--process-tree", "\(getpid())", "--history", directory])
      let child = try ChildProcess(workload: ["change"])
      var truths: [ProcTruth] = []
      for _ in 0..<Self.moments {
        // It does a step, and stands still while it is looked at.
        child.write("\n")
        guard let line = child.readLine() else { throw HarnessError("the workload has ended") }
        #expect(String(decoding: line, as: UTF8.self) == "\(truths.count + 1)")
        truths.append(try ProcTruth(below: child.pid))
      }
      child.closeInput()
      while child.readLine() != nil {}
      #expect(exitCode(child.wait()) == 0)
      try sensor.settle()
      try sensor.stop()

      var processes = 0
      var sockets = 0
      for (index, truth) in truths.enumerated() {
        let moment = "@\(truth.time / 1_000_000_000).\(Self.nine(truth.time % 1_000_000_000))"
        let told = try ask("at", moment, "ps", "--json", "--history", directory)
          .filter { $0["process.exe"] == .text(Live.workload) }
        let found = Dictionary(uniqueKeysWithValues: told.map { ($0["process.pid"].int ?? 0, $0) })
        #expect(Set(found.keys) == truth.pids, "step \(index + 1)")
        for process in truth.processes {
          let told = found[process.pid] ?? .absent
          #expect(told["process.parent.pid"].int == process.parent, "step \(index + 1), \(process)")
          #expect(told["user.id"].int == process.user, "step \(index + 1), \(process)")
          #expect(
            told["user.effective.id"].int == process.effectiveUser, "step \(index + 1), \(process)")
          #expect(told["process.exe"] == .text(process.exe), "step \(index + 1), \(process)")
          #expect(told["process.comm"] == .text(process.name), "step \(index + 1), \(process)")
          #expect(
            told["process.argv"].list?.map(\.text) == process.arguments, "step \(index + 1)")
        }
        processes += truth.processes.count
        let net = try ask("at", moment, "net", "--json", "--history", directory)
        let owned = net.flatMap { ToldSocket.all(in: $0, of: truth.pids) }
        #expect(truth.sockets.subtracting(owned.map(\.socket)) == [], "step \(index + 1)")
        // What another program was given is not known for sure.
        let sure = Set(owned.filter(\.isSure).map(\.socket))
        #expect(sure.subtracting(truth.sockets) == [], "step \(index + 1)")
        sockets += truth.sockets.count
      }
      // There was something to be seen.
      #expect(processes > 3 * Self.moments)
      #expect(sockets > Self.moments)
    }

    private func ask(_ words: String...) throws -> [Value] {
      let child = try ChildProcess(
        Live.lookback, (["lookback"] + words).map { Array($0.utf8) })
      var lines: [Value] = []
      while let line = child.readLine() { lines.append(try Value(line: line)) }
      #expect(exitCode(child.wait()) == 0)
      return lines
    }

    private static func nine(_ number: Int64) -> String {
      let digits = String(number)
      return String(repeating: "0", count: 9 - digits.count) + digits
    }
  }
}

/// A socket that a process has, as both sides tell it.
struct ToldSocket: Hashable, CustomStringConvertible {
  var pid: Int
  var transport: String
  var state: String
  var local: String
  var remote: String

  var description: String { "\(pid) \(transport) \(state) \(local) \(remote)" }

  /// Those of `lookback at … net --json` that these processes have.
  static func all(
    in socket: Value, of pids: Set<Int>
  ) -> [(socket: ToldSocket, isSure: Bool)] {
    (socket["owners"].list ?? []).compactMap { owner -> (socket: ToldSocket, isSure: Bool)? in
      guard let pid = owner["process.pid"].int, pids.contains(pid) else { return nil }
      func end(_ name: String) -> String {
        guard let address = socket["\(name).address"].text else { return "" }
        return "\(address):\(socket["\(name).port"].int ?? 0)"
      }
      let told = ToldSocket(
        pid: pid, transport: socket["net.protocol"].text ?? "",
        state: socket["net.state"].text ?? "", local: end("local"), remote: end("remote"))
      return (told, owner["perhaps"] == .absent)
    }
  }
}
