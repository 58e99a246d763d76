import Glibc
import Storage
import SystemPackage
import Threading

/// What becomes of files that were put aside: compressed, and removed when there are too many.
///
/// On a thread of its own that others have precedence over. What is to be done is what the folder
/// has, so that what a crash left is done at the next start.
final class ClosedFiles: @unchecked Sendable {
  // Safety: what can change is only touched under `mutex`, but for what is the thread's own.
  private let folder: Folder
  private let base: String
  private let kept: Int
  private let compression: FileCompression
  private let report: @Sendable (String) -> Void
  private let mutex = ConditionMutex()
  private var hasWork = true
  private var isEnding = false
  private var thread: Thread?

  /// Begins with what is there.
  ///
  /// - Parameters:
  ///   - target: the file that is written.
  ///   - base: its name in the folder.
  ///   - folder: where it and the closed ones are.
  ///   - report: told what cannot be done.
  init(
    _ target: FileTarget, base: String, in folder: Folder,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.folder = folder
    self.base = base
    kept = max(0, target.kept)
    compression = target.compression
    self.report = report
    thread = Thread(name: "lookback-closed") { [self] in work() }
  }

  /// Has it look at what is there.
  func look() {
    mutex.withLock {
      hasWork = true
      mutex.wake()
    }
  }

  /// Ends it, in the middle of a file too: that is done at the next start.
  func end() {
    mutex.withLock {
      isEnding = true
      mutex.wake()
    }
    thread?.join()
    thread = nil
  }

  /// The names of closed files in a folder.
  static func names(in folder: Folder, behind base: String) throws(Errno) -> [ClosedFileName] {
    try folder.names().compactMap { ClosedFileName($0, behind: base) }
  }

  private func work() {
    // On Linux it is of the calling thread.
    errno = 0
    if nice(Self.niceness) == -1, errno != 0 {
      report("files are compressed with the usual priority: \(Errno(rawValue: errno))")
    }
    while waitForWork() {
      do throws(Errno) {
        try removePartial()
        try removeOldest()
        try syncNewest()
        if compression != .none { try compressAll() }
        try folder.sync()
      } catch {
        report("cannot put files aside in \(folder.path): \(error)")
      }
    }
  }

  private static let niceness: CInt = 19

  private func waitForWork() -> Bool {
    mutex.withLock {
      while !hasWork && !isEnding { mutex.wait() }
      hasWork = false
      return !isEnding
    }
  }

  private static let partialSuffix = ".partial"

  /// Removes what was not finished.
  private func removePartial() throws(Errno) {
    for name in try folder.names() where name.hasSuffix(Self.partialSuffix) {
      let finished = String(name.dropLast(Self.partialSuffix.count))
      if ClosedFileName(finished, behind: base) != nil { try folder.remove(name) }
    }
  }

  /// Removes the oldest of too many, and files of which the compressed one is there.
  private func removeOldest() throws(Errno) {
    let names = try Self.names(in: folder, behind: base)
    let files = Set(names.map { $0.plain.name(behind: base) })
    let tooMany = max(0, files.count - kept)
    var old: Set<String> = []
    for name in names.sorted() where old.count < tooMany {
      old.insert(name.plain.name(behind: base))
    }
    for name in names {
      let plain = name.plain.name(behind: base)
      let isDouble =
        name.compression == .none
        && names.contains {
          $0.compression != .none && $0.plain == name
        }
      if old.contains(plain) || isDouble { try folder.remove(name.name(behind: base)) }
    }
  }

  /// Makes the file last that was put aside just now.
  private func syncNewest() throws(Errno) {
    guard let newest = try Self.names(in: folder, behind: base).max() else { return }
    try folder.open(newest.name(behind: base), O_RDONLY).sync()
  }

  private func compressAll() throws(Errno) {
    let names = try Self.names(in: folder, behind: base)
    for name in names.sorted() where name.compression == .none {
      guard try compress(name) else { return }
    }
  }

  /// Makes a compressed file of a closed one, which is there until the other one is finished.
  ///
  /// - Returns: false if it was told to end.
  private func compress(_ name: ClosedFileName) throws(Errno) -> Bool {
    guard let compressor = try compression.makeCompressor() else { return true }
    var compressed = name
    compressed.compression = compression
    let finished = compressed.name(behind: base)
    let partial = finished + Self.partialSuffix
    let source = try folder.open(name.name(behind: base), O_RDONLY)
    do throws(Errno) {
      let result = try folder.open(partial, O_WRONLY | O_CREAT | O_EXCL)
      guard try copy(source, to: result, by: compressor) else {
        try folder.remove(partial)
        return false
      }
      try result.sync()
      try folder.rename(partial, to: finished)
    } catch {
      // What cannot be removed now is removed before the next try.
      try? folder.remove(partial)
      throw error
    }
    // The new name first: after a crash one of both is there.
    try folder.sync()
    try folder.remove(name.name(behind: base))
    return true
  }

  /// Bytes that are read at a time; between these it can be told to end.
  private static let piece = 256 << 10

  private func copy(
    _ source: OpenFile, to result: OpenFile, by compressor: any Compressor
  ) throws(Errno) -> Bool {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 64)
    defer { bytes.deallocate() }
    var offset: UInt64 = 0
    var written: UInt64 = 0
    var isLast = false
    while !isLast {
      if mutex.withLock({ isEnding }) { return false }
      let count = try source.read(into: bytes, at: offset)
      offset += UInt64(count)
      isLast = count < bytes.count
      try compressor.add(
        UnsafeRawBufferPointer(rebasing: bytes[..<count]), isLast: isLast
      ) { finished throws(Errno) in
        try result.write(finished, at: written)
        written += UInt64(finished.count)
      }
    }
    return true
  }
}
