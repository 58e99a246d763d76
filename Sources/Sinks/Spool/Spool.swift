public import Events
import Glibc
import Storage
import SystemPackage

/// Batches of one sink and lane on the disk, oldest first: segments of frames in a directory.
///
/// Format and guarantees are in docs/sinks.md, "The spool".
public final class Spool: SpoolStore, @unchecked Sendable {
  // Safety: the protocol has it used by one thread at a time.
  private let folder: Folder
  /// Locked as long as this is there.
  private let lock: OpenFile
  private let limit: UInt64
  private let segmentLimit: UInt64
  private let memory = Scratch()
  /// Oldest first.
  private var segments: [SpoolSegment] = []
  private var nextNumber = firstNumber
  /// The highest number of a line that this process spooled.
  private var lastSequence: UInt64 = 0
  private var given: Given?
  private var damage: [SpoolLoss] = []

  /// The batch that was read last and is neither removed nor read again.
  private struct Given {
    var segment: SpoolSegment
    /// The place behind it.
    var end: SpoolMark
  }

  /// What comes before all others, at shutdown, gets numbers below it.
  private static let firstNumber: UInt64 = 1 << 32
  private static let lockName = "lock"

  /// Opens the one in a directory, with all that another process left there.
  ///
  /// - Parameters:
  ///   - directory: its own, made where it is missing.
  ///   - limit: bytes that it takes on the disk at most.
  ///   - segmentLimit: bytes of a segment; space is given back by segments.
  /// - Throws: why it cannot be used.
  public init(
    directory: String, limit: UInt64, segmentLimit: UInt64 = 8 << 20
  ) throws(SpoolOpeningFailure) {
    self.limit = limit
    // A small spool has segments, too, so that the oldest can go without the rest.
    self.segmentLimit = min(segmentLimit, limit / 8)
    do throws(Errno) {
      folder = try Folder(ownedAt: directory)
      lock = try folder.open(Self.lockName, O_RDWR | O_CREAT)
      try Self.take(lock)
    } catch {
      if error == .wouldBlock { throw .inUse(path: directory) }
      throw .io(error, path: directory)
    }
    try takeOver()
  }

  /// Locks it; waits a little for who is about to end, or was made of the owner by another thread and
  /// has not begun a program of its own.
  private static func take(_ lock: OpenFile) throws(Errno) {
    for _ in 0..<lockTries {
      do {
        return try lock.lock()
      } catch {
        guard error == .wouldBlock else { throw error }
        usleep(lockPause)
      }
    }
    throw .wouldBlock
  }

  private static let lockTries = 20
  /// Microseconds.
  private static let lockPause: useconds_t = 50_000

  /// Finds what is there.
  private func takeOver() throws(SpoolOpeningFailure) {
    var path = folder.path
    do throws(Errno) {
      var numbers: [UInt64] = []
      for name in try folder.names() {
        path = "\(folder.path)/\(name)"
        if name.hasSuffix(SpoolSegment.partialSuffix) { try folder.remove(name) }
        if let number = SpoolSegment.number(of: name) { numbers.append(number) }
      }
      for number in numbers.sorted() {
        path = "\(folder.path)/\(SpoolSegment.name(of: number))"
        let segment = try SpoolSegment.open(number, in: folder, memory: memory)
        if segment.hasOtherVersion { throw Errno.notSupported }
        if segment.isExhausted {
          try segment.remove()
        } else {
          segments.append(segment)
        }
      }
    } catch {
      if error == .notSupported { throw .otherVersion(path: path) }
      throw .io(error, path: path)
    }
    nextNumber = max(nextNumber, (segments.last?.number ?? 0) + 1)
  }

  public var bytes: UInt64 { segments.reduce(0) { $0 + $1.size } }

  public var batches: Int { segments.reduce(0) { $0 + $1.batches } }

  public func append(_ batch: OutputBuffer) throws(SpoolFailure) {
    guard batch.lineCount > 0 else { return }
    let size = SpoolFrame.size(of: batch)
    let last = segments.last
    let fitting =
      last.map { $0.isAppendable && $0.writing.offset + size <= segmentLimit } == true
      ? last : nil
    let newBytes = fitting == nil ? size + SpoolMark.first.offset : size
    guard newBytes <= SpoolFrame.sizeLimit, bytes + newBytes <= limit else { throw .full }
    if let fitting {
      try of(fitting) { () throws(Errno) in try fitting.append(batch) }
    } else {
      if segments.count > 1 { last?.rest() }
      segments.append(try make(nextNumber, of: batch))
      nextNumber += 1
    }
    lastSequence = max(lastSequence, segments.last?.writing.sequence ?? 0)
  }

  public func prepend(_ batch: OutputBuffer) throws(SpoolFailure) {
    guard batch.lineCount > 0 else { return }
    guard let first = segments.first else { return try append(batch) }
    segments.insert(try make(first.number - 1, of: batch), at: 0)
  }

  private func make(
    _ number: UInt64, of batch: OutputBuffer
  ) throws(SpoolFailure) -> SpoolSegment {
    do throws(Errno) {
      guard SpoolSegment.numbers.contains(number) else { throw .overflow }
      return try SpoolSegment.make(
        number, of: batch, after: lastSequence, in: folder, memory: memory)
    } catch {
      throw .io(error, path: "\(folder.path)/\(SpoolSegment.name(of: number))")
    }
  }

  public func readOldest(into batch: OutputBuffer) throws(SpoolFailure) -> Bool {
    given = nil
    while let segment = segments.first {
      batch.removeAll()
      let reading = try of(segment) { () throws(Errno) in try segment.read(into: batch) }
      switch reading {
      case .lines(let end):
        given = Given(segment: segment, end: end)
        return true
      case .damage(let loss): note(loss)
      case .end: try remove(at: 0)
      }
    }
    batch.removeAll()
    return false
  }

  public func removeOldest() throws(SpoolFailure) {
    guard let given else { return }
    self.given = nil
    let segment = given.segment
    // What was dropped meanwhile is gone.
    guard let position = segments.firstIndex(where: { $0 === segment }) else { return }
    try of(segment) { () throws(Errno) in try segment.advance(to: given.end) }
    if segment.isExhausted { try remove(at: position) }
  }

  public func dropOldest() throws(SpoolFailure) -> SpoolLoss? {
    guard let first = segments.first else { return nil }
    guard let given, given.segment === first else { return try drop(at: 0) }
    // What is on its way to the other end is not lost, and nobody can say yet that it is.
    if segments.count > 1 { return try drop(at: 1) }
    // Within a frame there is no place to cut.
    guard given.end.offset > first.reading.offset, given.end.offset < first.writing.offset
    else { return nil }
    var loss = first.loss(fromHereOn: given.end, reason: "dropped")
    loss.bytes = first.size - min(first.size, given.end.offset)
    try of(first) { () throws(Errno) in try first.cut(behind: given.end) }
    return loss
  }

  /// Throws a segment away: less would not give the disk anything back.
  private func drop(at position: Int) throws(SpoolFailure) -> SpoolLoss {
    let segment = segments[position]
    var loss = segment.loss(fromHereOn: segment.reading, reason: "dropped")
    loss.bytes = segment.size
    if case .frame(let frame)? = try? segment.look(from: segment.reading),
      frame.sequences.lowerBound <= segment.writing.sequence
    {
      loss.sequences = frame.sequences.lowerBound...segment.writing.sequence
    }
    try remove(at: position)
    return loss
  }

  private func remove(at position: Int) throws(SpoolFailure) {
    let segment = segments.remove(at: position)
    try of(segment) { () throws(Errno) in try segment.remove() }
  }

  public func takeDamage() -> [SpoolLoss] {
    defer { damage = [] }
    return damage
  }

  /// Losses that are told one by one until somebody asks; more are put together.
  private static let damageLimit = 256

  private func note(_ loss: SpoolLoss) {
    // What was never more than a half frame.
    if loss.lines == 0 { return }
    guard damage.count == Self.damageLimit, let last = damage.popLast() else {
      return damage.append(loss)
    }
    damage.append(last.together(with: loss))
  }

  public func sync() throws(SpoolFailure) {
    var isChanged = false
    for segment in segments where !segment.isSynced {
      try of(segment) { () throws(Errno) in try segment.sync() }
      if segment !== segments.first && segment !== segments.last { segment.rest() }
      isChanged = true
    }
    guard isChanged else { return }
    do throws(Errno) {
      try folder.sync()
    } catch {
      throw .io(error, path: folder.path)
    }
  }

  /// Says of which segment an error is.
  private func of<Result>(
    _ segment: SpoolSegment, _ body: () throws(Errno) -> Result
  ) throws(SpoolFailure) -> Result {
    do throws(Errno) {
      return try body()
    } catch {
      throw .io(error, path: segment.path)
    }
  }
}

extension SpoolLoss {
  /// Both as one.
  fileprivate func together(with other: SpoolLoss) -> SpoolLoss {
    var both = self
    both.lines = lines < 0 || other.lines < 0 ? -1 : lines + other.lines
    both.bytes += other.bytes
    if let one = sequences, let two = other.sequences {
      both.sequences =
        min(one.lowerBound, two.lowerBound)...max(one.upperBound, two.upperBound)
    } else {
      both.sequences = nil
    }
    return both
  }
}
