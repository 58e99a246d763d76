import CEventABI
import Events

/// The kernel's table of connects that were not told one by one but added up; where all are told there
/// is none.
struct ConnectSums {
  private let map: BPFMap?

  /// What the programs need for sums and for nothing else.
  private static let maps = ["connect_repeats", "connect_sums", "connects_drafts"]

  /// For so many nanoseconds after its beginning a sum may be added to, by programs that took their
  /// time before.
  ///
  /// A program takes microseconds; as much again as its second has is for one that is held up.
  private static let growth: UInt64 = 1_500_000_000

  /// Before the object is loaded.
  static func prepare(_ object: BPFObject, _ configuration: CaptureConfiguration) throws(BPFError) {
    guard !configuration.sumsConnects else { return }
    for name in maps { try object.map(name).isLeftOut = true }
  }

  /// After it.
  init(_ object: BPFObject, _ configuration: CaptureConfiguration) throws(BPFError) {
    map = configuration.sumsConnects ? try object.map("connect_sums") : nil
  }

  /// Takes out what is not added to any more.
  ///
  /// - Parameters:
  ///   - now: the nanoseconds since boot, which is when they are told.
  ///   - everything: the programs have ended, so that nothing is added to any.
  /// - Returns: records of kind `net.connects`, by the time of their first connect.
  /// - Throws: what the kernel says of a table that cannot be read.
  func take(now: UInt64, everything: Bool) throws(BPFError) -> [[UInt8]] {
    guard let map else { return [] }
    var sums: [ev_connects_sum] = []
    for (key, _) in try map.entries(ev_connects_key(), ev_connects_sum())
    where everything || key.second_ns &+ Self.growth <= now {
      sums.append(try map.take(key, ev_connects_sum()))
    }
    sums.sort { $0.record.from_ns < $1.record.from_ns }
    return sums.map { sum in
      var sum = sum
      sum.record.h.boot_ns = max(now, sum.record.to_ns)
      return withUnsafeBytes(of: sum) { Array($0.prefix(Int(sum.record.h.size))) }
    }
  }
}

extension CaptureConfiguration {
  /// Whether there are connects that are not told one by one.
  var sumsConnects: Bool { connectRepeats > 0 && kinds.contains(.netConnects) }
}
