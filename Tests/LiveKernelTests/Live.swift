import Foundation
import Synchronization
import Testing

/// Everything that needs the real kernel; one suite at a time, for each has a sensor of its own.
@Suite(.serialized, .skipsCounted, .enabled(if: Live.runs, "\(Live.reason ?? "")"))
struct LiveKernel {}

enum Live {
  /// Why these tests cannot run here; `nil`: they can.
  static let reason: String? =
    if geteuid() != 0 {
      "live tests need root"
    } else if access("/sys/kernel/btf/vmlinux", R_OK) != 0 {
      "live tests need a kernel with BTF"
    } else {
      nil
    }

  /// LOOKBACK_REQUIRE_LIVE=1: run, and so fail, where they cannot succeed.
  static let runs =
    reason == nil || ProcessInfo.processInfo.environment["LOOKBACK_REQUIRE_LIVE"] == "1"

  /// LOOKBACK_TIME_FACTOR: how many times slower than hardware this machine is, as an emulated one.
  ///
  /// Deadlines are so much longer, and storms that would only take time so much smaller.
  static let timeFactor = max(
    1, Int(ProcessInfo.processInfo.environment["LOOKBACK_TIME_FACTOR"] ?? "") ?? 1)

  /// LOOKBACK_PROBES: the rung of hooks that every sensor under test takes; the best of each unless set.
  static let probes = ProcessInfo.processInfo.environment["LOOKBACK_PROBES"] ?? "auto"
  /// Where a sensor can have its records left.
  enum CaptureMode: String, CaseIterable { case ring, perf, split }

  /// LOOKBACK_CAPTURE: where every sensor under test has its records left.
  static let capture = ProcessInfo.processInfo.environment["LOOKBACK_CAPTURE"] ?? "ring"

  /// The first two numbers of the running kernel's version.
  static let kernel: (Int, Int) = {
    let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    let numbers = (release ?? "").split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : (0, 0)
  }()

  /// Where the two programs lie: the folder of the test program.
  static let products: String = {
    let own = (try? realPath("/proc/self/exe")) ?? ""
    return String(own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex))
  }()

  static let workload = products + "/lookback-workload"
  /// LOOKBACK_BINARY: the one that users get, as scripts/test builds it.
  static let lookback =
    ProcessInfo.processInfo.environment["LOOKBACK_BINARY"] ?? products + "/lookback"
}

extension Date {
  /// The end of a wait of so many seconds on hardware.
  init(deadline seconds: TimeInterval) {
    self.init(timeIntervalSinceNow: seconds * Double(Live.timeFactor))
  }
}

/// Counts the tests that are skipped and says so when the test program ends: a run without a single
/// live test looks as green as a run with all of them.
struct CountSkips: SuiteTrait, TestTrait {
  private static let skipped: Mutex<[String: Int]> = Mutex([:])
  private static let announced: Void = {
    atexit {
      for (reason, count) in CountSkips.skipped.withLock({ $0 }) {
        print("\(count) live tests skipped: \(reason)")
      }
    }
  }()

  /// Why the test does not run; by default, why none does.
  var reason: @Sendable () -> String? = { Live.runs ? nil : Live.reason }
  var isRecursive: Bool { true }

  func prepare(for test: Test) async throws {
    guard let reason = reason(), !test.isSuite else { return }
    _ = Self.announced
    Self.skipped.withLock { $0[reason, default: 0] += 1 }
  }
}

extension Trait where Self == CountSkips {
  static var skipsCounted: CountSkips { CountSkips() }
}
