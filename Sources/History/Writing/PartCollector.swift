/// Where a value of a shared part is in a line.
struct PartValue: BitwiseCopyable {
  var start: UInt32
  var end: UInt32
  /// The part's column.
  var column: UInt32
}

/// Remembers where the values of the shared parts are in a line, and makes of each part the bytes that
/// stand for it: all that the line has from the first to the last value of every run of its fields, names
/// included.
///
/// Nothing is copied but whole runs, for most lines have a part that was met before.
final class PartCollector {
  /// Of values and of runs of each part.
  private static let valueLimit = 64

  private struct Run: BitwiseCopyable {
    var start: UInt32
    var end: UInt32
    /// Of its first value.
    var column: UInt32
  }

  private let values: UnsafeMutablePointer<PartValue>
  private let valueCounts: UnsafeMutablePointer<Int>
  private let runs: UnsafeMutablePointer<Run>
  private let runCounts: UnsafeMutablePointer<Int>
  private static let partCount = SharedPart.allCases.count
  private var lastPart = -1
  private var key = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)

  init() {
    values = .allocate(capacity: Self.partCount * Self.valueLimit)
    runs = .allocate(capacity: Self.partCount * Self.valueLimit)
    valueCounts = .allocate(capacity: Self.partCount)
    runCounts = .allocate(capacity: Self.partCount)
    precondition(SharedPart.allCases.allSatisfy { $0.fields.count <= Self.valueLimit })
    begin()
  }

  deinit {
    values.deallocate()
    runs.deallocate()
    valueCounts.deallocate()
    runCounts.deallocate()
    key.deallocate()
  }

  /// Begins with a line.
  func begin() {
    valueCounts.update(repeating: 0, count: Self.partCount)
    runCounts.update(repeating: 0, count: Self.partCount)
    lastPart = -1
  }

  /// Something else comes.
  @inline(__always)
  func endRun() { lastPart = -1 }

  /// Notes a value.
  ///
  /// - Returns: whether there is room; a line of ours has no more values than its part has fields.
  @inline(__always)
  func add(_ bytes: Range<UInt32>, to route: KindRoutes.Route) -> Bool {
    let part = Int(route.part)
    let count = valueCounts[part]
    guard count < Self.valueLimit else { return false }
    values[part &* Self.valueLimit &+ count] = PartValue(
      start: bytes.lowerBound, end: bytes.upperBound, column: UInt32(route.index))
    valueCounts[part] = count &+ 1
    if lastPart == part {
      runs[part &* Self.valueLimit &+ runCounts[part] &- 1].end = bytes.upperBound
    } else {
      runs[part &* Self.valueLimit &+ runCounts[part]] = Run(
        start: bytes.lowerBound, end: bytes.upperBound, column: UInt32(route.index))
      runCounts[part] &+= 1
      lastPart = part
    }
    return true
  }

  func hasValues(of part: SharedPart) -> Bool { valueCounts[part.rawValue] > 0 }

  func values(of part: SharedPart) -> UnsafeBufferPointer<PartValue> {
    UnsafeBufferPointer(
      start: values + part.rawValue * Self.valueLimit, count: valueCounts[part.rawValue])
  }

  /// What stands for the part: two lines have the same only if they say the same of it.
  ///
  /// - Parameters:
  ///   - part: which part.
  ///   - line: the line whose values these are.
  ///   - inner: the row of the part that it refers to, or 0.
  /// - Returns: bytes that are valid until the next call.
  func key(
    of part: SharedPart, in line: UnsafeRawBufferPointer, inner: Int64
  ) -> UnsafeRawBufferPointer {
    let first = part.rawValue &* Self.valueLimit
    let count = runCounts[part.rawValue]
    var size = 8
    for run in first..<first + count {
      size += Int(runs[run].end &- runs[run].start) + 8
    }
    if size > key.count {
      key.deallocate()
      key = .allocate(byteCount: 2 * size, alignment: 16)
    }
    key.storeBytes(of: inner, as: Int64.self)
    var used = 8
    for run in first..<first + count {
      let bytes = line[Int(runs[run].start)..<Int(runs[run].end)]
      // With its length and the column it begins with, no run reads like the end of another one.
      let head = UInt64(runs[run].column) << 32 | UInt64(bytes.count)
      key.storeBytes(of: head, toByteOffset: used, as: UInt64.self)
      used += 8
      UnsafeMutableRawBufferPointer(rebasing: key[used..<used + bytes.count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
      used += bytes.count
    }
    return UnsafeRawBufferPointer(rebasing: key[..<used])
  }
}
