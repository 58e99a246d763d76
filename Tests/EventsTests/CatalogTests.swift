import CEventABI
import Foundation
import Testing

@testable import Events

@Suite struct CatalogTests {
  /// The numbers of enum ev_kind, as the header has them.
  private static let kinds: [ev_kind] = [
    EV_KIND_PROCESS_EXEC, EV_KIND_PROCESS_FORK, EV_KIND_PROCESS_EXIT, EV_KIND_PROCESS_SNAPSHOT,
    EV_KIND_PROCESS_TRACE, EV_KIND_PROCESS_INJECT, EV_KIND_PROCESS_SIGNAL, EV_KIND_PROCESS_MEMFD,
    EV_KIND_PROCESS_GONE, EV_KIND_PROCESS_IO_URING, EV_KIND_NET_CONNECT, EV_KIND_NET_SEND,
    EV_KIND_NET_ACCEPT, EV_KIND_NET_BIND, EV_KIND_NET_LISTEN, EV_KIND_NET_CLOSE, EV_KIND_NET_RAW,
    EV_KIND_DNS_QUESTION, EV_KIND_DNS_ANSWER, EV_KIND_NET_CONNECTS, EV_KIND_MODULE_LOAD,
    EV_KIND_MODULE_UNLOAD,
    EV_KIND_FILE_OPEN, EV_KIND_FILE_WRITE, EV_KIND_FILE_CLOSE, EV_KIND_FILE_RENAME,
    EV_KIND_FILE_UNLINK, EV_KIND_FILE_LINK, EV_KIND_FILE_SYMLINK, EV_KIND_FILE_CHMOD,
    EV_KIND_FILE_CHOWN, EV_KIND_FILE_TRUNCATE, EV_KIND_AUTH_ATTEMPT, EV_KIND_SESSION_OPEN,
    EV_KIND_SESSION_CLOSE, EV_KIND_CRED_CHANGE, EV_KIND_CONTAINER_INFO, EV_KIND_PERSIST_CHANGE,
    EV_KIND_ACCOUNT_CHANGE, EV_KIND_TTY_OUTPUT, EV_KIND_TTY_WRITE, EV_KIND_TTY_WINSIZE,
    EV_KIND_TTY_MODE, EV_KIND_MOUNT_ATTACH, EV_KIND_MOUNT_DETACH, EV_KIND_MOUNT_PIVOT,
    EV_KIND_NAMESPACE_ENTER, EV_KIND_NAMESPACE_LEAVE, EV_KIND_BPF_LOAD, EV_KIND_BPF_ATTACH,
    EV_KIND_KEXEC_LOAD, EV_KIND_SENSOR_START, EV_KIND_SENSOR_STOP, EV_KIND_SENSOR_LOSS,
    EV_KIND_SENSOR_HEAL, EV_KIND_THROTTLE_START, EV_KIND_THROTTLE_STOP, EV_KIND_SENSOR_DEGRADE,
    EV_KIND_SENSOR_GAP, EV_KIND_SENSOR_SINK_LOSS, EV_KIND_SENSOR_SINK_STATE,
  ]

  @Test func everyKindHasOneDefinition() {
    #expect(EventCatalog.all.map { UInt32($0.kind.rawValue) } == Self.kinds.map(\.rawValue))
    #expect(Set(EventCatalog.all.map(\.name)).count == EventCatalog.all.count)
    for definition in EventCatalog.all {
      #expect(EventCatalog.definition(of: definition.kind)?.name == definition.name)
      #expect(EventCatalog.definition(named: definition.name)?.kind == definition.kind)
      #expect(definition.kind.description == definition.name)
      #expect(Int(definition.kind.rawValue) < EventKind.limit)
    }
    #expect(EventCatalog.definition(of: EventKind(rawValue: 0)) == nil)
    #expect(EventKind(rawValue: 127).description == "127")
  }

  @Test("The header's list of kinds is the one above")
  func headerHasNoOtherKinds() throws {
    let header = try String(contentsOf: sources("CEventABI/include/ev_header.h"), encoding: .utf8)
    #expect(header.matches(of: /EV_KIND_\w+ = \d+,/).count == Self.kinds.count)
  }

  @Test("Fields have one meaning in an event", arguments: EventCatalog.all.map(\.name))
  func fields(_ name: String) throws {
    let fields = try #require(EventCatalog.definition(named: name)).fields
    #expect(Set(fields.map(\.name)).count == fields.count)
    for field in fields {
      #expect(field.name.wholeMatch(of: /[a-z][a-z_]*(\.[a-z][a-z_]*)*/) != nil, "\(field.name)")
      #expect(field.summary.hasSuffix("."), "\(field.name)")
    }
  }

  @Test("Every kind but those that the sensor makes has hooks, every hook ways and a last resort")
  func hooks() {
    let made: Set<EventKind> = [.containerInfo, .processGone, .persistChange, .accountChange]
    for definition in EventCatalog.all {
      let isMade = definition.family == .sensor || made.contains(definition.kind)
      #expect(definition.hooks.isEmpty == isMade)
      for hook in definition.hooks {
        #expect(hook.ways.last?.rung.isLastResort == true, "\(hook.name)")
        #expect(hook.programs.allSatisfy { !$0.isEmpty })
        for way in hook.ways {
          #expect(!way.attachments.isEmpty, "\(hook.name)")
          #expect(way.canMissSilently == way.blind.contains(.silentMisses), "\(hook.name)")
        }
      }
    }
  }

  @Test("A program at a system call's function is the call's own")
  func functions() {
    for way in EventCatalog.all.flatMap(\.hooks).flatMap(\.ways) {
      for case .function(let program, let function) in way.attachments {
        guard case .systemCall(let call) = function.trigger else { continue }
        #expect(call.number < SystemCall.limit)
        #expect(program.hasSuffix("__" + function.name.dropFirst("__x64_sys_".count)))
      }
    }
  }

  @Test("Numbers that Swift repeats are those of the header")
  func numbers() {
    #expect(Lane.critical.rawValue == EV_LANE_CRITICAL.rawValue)
    #expect(Lane.bulk.rawValue == EV_LANE_BULK.rawValue)
    #expect(Lane.allCases.count == Int(EV_LANE_COUNT))
    let reasons = [
      EV_LOSS_RING_FULL, EV_LOSS_REENTERED, EV_LOSS_TABLE_FULL, EV_LOSS_READ, EV_LOSS_THROTTLED,
      EV_LOSS_DEGRADED, EV_LOSS_SEQUENCE, EV_LOSS_MALFORMED, EV_LOSS_QUEUE, EV_LOSS_SNAPSHOT,
      EV_LOSS_UNREAD,
    ]
    #expect(LossReason.allCases.map(\.rawValue) == reasons.map(\.rawValue))
    #expect(LossReason.allCases.count == Int(EV_LOSS_LIMIT))
    #expect(BudgetScope.process.rawValue == EV_BUDGET_PROCESS.rawValue)
    #expect(BudgetScope.cgroup.rawValue == EV_BUDGET_CGROUP.rawValue)
    #expect(BudgetScope.allCases.count == Int(EV_BUDGET_COUNT))
    let steps = [
      EV_STEP_FILE_READS, EV_STEP_FILES, EV_STEP_NETWORK, EV_STEP_TERMINALS, EV_STEP_CONNECTIONS,
    ]
    #expect(DegradeStep.allCases.map(\.rawValue) == steps.map(\.rawValue))
    #expect(DegradeStep.allCases.count == Int(EV_STEP_COUNT))
    #expect(LimitedResource.cpu.rawValue == EV_RESOURCE_CPU.rawValue)
    #expect(LimitedResource.memory.rawValue == EV_RESOURCE_MEMORY.rawValue)
    #expect(LimitedResource.allCases.count == Int(EV_RESOURCE_COUNT))
    let sinkReasons = [
      EV_SINK_QUEUE_FULL, EV_SINK_SPOOL_FULL, EV_SINK_SPOOL_FAILED, EV_SINK_SPOOL_DAMAGED,
      EV_SINK_TOO_LONG, EV_SINK_MALFORMED, EV_SINK_NOT_WRITTEN,
    ]
    #expect(SinkLossReason.allCases.map(\.rawValue) == sinkReasons.map(\.rawValue))
    #expect(SinkLossReason.allCases.count == Int(EV_SINK_REASON_COUNT))
    #expect(SinkLane.allCases.map(\.rawValue) == [EV_SINK_KEPT, EV_SINK_OTHER].map(\.rawValue))
    #expect(SinkLane.allCases.count == Int(EV_SINK_LANE_COUNT))
    let turns = [EV_SINK_LOST, EV_SINK_BACK, EV_SINK_ENDED]
    #expect(SinkTurn.allCases.map(\.rawValue) == turns.map(\.rawValue))
    #expect(SinkTurn.allCases.count == Int(EV_SINK_TURN_COUNT))
  }

  /// The suites of tests on a running kernel that name a kind.
  private func liveTests() throws -> [String: [String]] {
    let folder = sources("../Tests/LiveKernelTests")
    var tests: [String: [String]] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
      // The doctor's and the self-test's name every kind, and look at none.
      let isHarness = file == "TestSensor.swift"
      guard file.hasSuffix("Tests.swift") && !file.hasPrefix("Doctor") || isHarness else {
        continue
      }
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for definition in EventCatalog.all where text.contains("\"\(definition.name)\"") {
        if isHarness && definition.family != .sensor { continue }
        tests[definition.name, default: []].append(
          isHarness ? "all" : String(file.dropLast("Tests.swift".count)))
      }
    }
    return tests
  }

  @Test("docs/events.md is what the catalogue says; every kind has a test on a running kernel")
  func documentation() throws {
    let page = sources("../docs/events.md")
    let tests = try liveTests()
    for definition in EventCatalog.all {
      #expect(tests[definition.name] != nil, "\(definition.name) has no live test")
    }
    let markdown = EventCatalog.markdown(tests: tests)
    if ProcessInfo.processInfo.environment["LOOKBACK_WRITE_DOCS"] == "1" {
      try Data(markdown.utf8).write(to: page)
    }
    #expect(
      try String(contentsOf: page, encoding: .utf8) == markdown,
      "run the tests with LOOKBACK_WRITE_DOCS=1 to write it anew")
  }

  private func sources(_ path: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/\(path)")
      .standardized
  }
}
