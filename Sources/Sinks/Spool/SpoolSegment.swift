import Glibc
import Storage
import SystemPackage

/// One file of a spool: frames that are appended at its end and read from its beginning.
///
/// What was appended is whole when `writing`, the mark in the file, says so, and not before. What is
/// behind that mark in a file of another process was cut off by that process's end: whoever handed it
/// over never heard that it was taken.
final class SpoolSegment {
  let number: UInt64
  let folder: Folder
  let memory: Scratch
  private var file: OpenFile?

  /// Up to which everything was delivered, or passed over.
  var reading = SpoolMark.first
  /// Up to which everything was written.
  var writing = SpoolMark.first
  /// Whether that is known: otherwise the end of the file is taken for it.
  var isEndKnown = true
  /// Bytes on the disk.
  var size: UInt64 = 0
  /// Batches that wait in it, as far as their heads are sound.
  var batches = 0
  /// Whether it would be the same after the machine has crashed.
  var isSynced = false
  /// Whether frames can be appended: this process made it, and no half frame is at its end.
  var isAppendable = false
  /// Whether a later version of this program wrote it.
  var hasOtherVersion = false

  /// One that is on the disk, or will be.
  init(_ number: UInt64, in folder: Folder, memory: Scratch, file: OpenFile? = nil) {
    self.number = number
    self.folder = folder
    self.memory = memory
    self.file = file
  }

  /// What it is called on the disk.
  var name: String { Self.name(of: number) }

  /// Its path, for messages.
  var path: String { "\(folder.path)/\(name)" }

  /// Whether nothing is to be read any more.
  var isExhausted: Bool { reading.offset >= writing.offset }

  /// The open file.
  func opened() throws(Errno) -> OpenFile {
    if let file { return file }
    let opened = try folder.open(name, O_RDWR)
    file = opened
    return opened
  }

  /// Closes the file until it is needed again: there may be many segments.
  func rest() {
    file = nil
  }

  /// Removes it from the disk.
  func remove() throws(Errno) {
    file = nil
    try folder.remove(name)
  }

  /// Makes all that is in it last.
  func sync() throws(Errno) {
    if isSynced { return }
    try opened().sync()
    isSynced = true
  }
}

extension SpoolSegment {
  /// Of files that are no segments yet.
  static let partialSuffix = ".new"
  /// Numbers of segments; there is always one before and one behind those in use.
  static let numbers: ClosedRange<UInt64> = 1...(1 << 62)
  private static let suffix = ".spool"

  /// What the segment of a number is called on the disk.
  static func name(of number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits + suffix
  }

  /// The number of a segment with that name; nil: it is none.
  static func number(of name: String) -> UInt64? {
    guard name.hasSuffix(suffix), let number = UInt64(name.dropLast(suffix.count), radix: 16),
      numbers.contains(number), self.name(of: number) == name
    else { return nil }
    return number
  }
}
