import CSystemCalls
import Events
import Glibc
import Storage
import SystemPackage
import Threading

/// The file that is being written: whole lines, but for the last one when a write has failed.
final class EventFile {
  let file: OpenFile
  /// Whether the last line has no end that could be cut off.
  private var isInLine = false
  /// When it was made, in nanoseconds of CLOCK_BOOTTIME; before the boot: below 0.
  private let born: Int64

  /// What was done to one that was there.
  struct Changes {
    /// Its mode, where others could have done something with it.
    var mode: mode_t?
    /// Bytes of a half line that were cut off.
    var cut: UInt64 = 0
  }

  /// What the file was like when it was opened.
  let changes: Changes

  /// Opens or makes it.
  ///
  /// - Throws: what the system says; `Errno.wouldBlock` where another process writes it,
  ///   `Errno.noSuchAddressOrDevice` where it is no regular file.
  init(_ name: String, in folder: Folder) throws(Errno) {
    file = try folder.open(name, O_RDWR | O_APPEND | O_CREAT)
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else { throw .noSuchAddressOrDevice }
    try file.lock()
    var changes = Changes()
    let mode = status.st_mode & 0o7777
    if mode & ~0o600 != 0 {
      guard fchmod(file.descriptor, mode & 0o600) == 0 else { throw Errno(rawValue: errno) }
      changes.mode = mode
    }
    // Of an empty one no line can be older than this.
    let made = status.st_size > 0 ? system_birth_time(file.descriptor) : 0
    let age = made > 0 ? max(0, Int64(time(nil)) - made) : 0
    born = Self.now() - age * 1_000_000_000
    if let half = try Self.halfLine(of: file, size: UInt64(max(0, status.st_size))) {
      if half.isEvent, (try? file.truncate(to: half.offset)) != nil {
        changes.cut = UInt64(status.st_size) - half.offset
      } else {
        // Somebody else's, or it can only grow.
        isInLine = true
      }
    }
    self.changes = changes
  }

  /// Its age in seconds.
  var age: UInt64 { UInt64(max(0, Self.now() - born) / 1_000_000_000) }

  /// What came of an attempt to append lines.
  struct Appended {
    /// Bytes of whole lines that are in the file now.
    var count: Int
    var failure: Errno?
  }

  /// Appends lines; only whole ones stay.
  ///
  /// - Parameters:
  ///   - batch: whose lines.
  ///   - start: where the first of them begins in it.
  /// - Returns: how far it came.
  func append(_ batch: OutputBuffer, from start: Int) -> Appended {
    if isInLine {
      let newline: [UInt8] = [UInt8(ascii: "\n")]
      let end = newline.withUnsafeBytes { file.append($0) }
      if let failure = end.failure { return Appended(count: 0, failure: failure) }
      isInLine = false
    }
    let (count, failure) = batch.withBytes { bytes in
      bytes.extracting(droppingFirst: start).withUnsafeBytes { file.append($0) }
    }
    guard let failure else { return Appended(count: count, failure: nil) }
    let whole = batch.endOfLines(before: start + count) - start
    take(back: count - whole)
    return Appended(count: max(0, whole), failure: failure)
  }

  /// Cuts off what was appended last; what cannot be cut off gets an end with the next line.
  func take(back count: Int) {
    guard count > 0 else { return }
    do throws(Errno) {
      // Asked anew: somebody may have emptied the file meanwhile.
      let size = UInt64(max(0, try file.status().st_size))
      try file.truncate(to: size - min(size, UInt64(count)))
    } catch {
      isInLine = true
    }
  }

  private static func now() -> Int64 { Int64(nanoseconds(of: CLOCK_BOOTTIME)) }
}

// MARK: - The last line

extension EventFile {
  /// A last line without an end.
  private struct HalfLine {
    /// Where it begins.
    var offset: UInt64
    /// Whether it begins as events do.
    var isEvent: Bool
  }

  /// Bytes that are looked at; no event is longer.
  private static let longest: UInt64 = 16 << 20

  /// Looks at how a file ends.
  private static func halfLine(of file: OpenFile, size: UInt64) throws(Errno) -> HalfLine? {
    var end = size
    while end > 0 && size - end < longest {
      let start = end - min(end, 65_536)
      let bytes = try file.bytes(Int(end - start), at: start)
      if let newline = bytes.lastIndex(of: UInt8(ascii: "\n")) {
        let offset = start + UInt64(newline) + 1
        return offset == size ? nil : try half(from: offset, of: file)
      }
      end = start
    }
    if size == 0 { return nil }
    return end == 0 ? try half(from: 0, of: file) : HalfLine(offset: end, isEvent: false)
  }

  private static func half(from offset: UInt64, of file: OpenFile) throws(Errno) -> HalfLine {
    HalfLine(offset: offset, isEvent: try file.bytes(1, at: offset) == [UInt8(ascii: "{")])
  }
}
