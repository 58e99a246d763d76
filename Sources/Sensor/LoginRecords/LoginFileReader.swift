import CSystemCalls
import Capture
import Glibc
import SystemPackage

/// Reads what is appended to a file of login records, from the moment on when it is made.
///
/// Only whole records count: what is written in pieces is waited for. A file that takes its place is
/// read from its beginning, as is one that was cut; of these only that counts which has a time after
/// the last look, so that nobody who edits the file has old logins told as new ones.
final class LoginFileReader {
  /// What there was at one look.
  struct Batch {
    var records: [LoginRecord] = []
    /// Records that are none: their type is unknown.
    var malformed = 0
    /// Records that were passed over, for there were too many.
    var leftOut = 0
    /// Whether there are more to be read now.
    var hasMore = false
  }

  /// Records that are read at one look.
  static let batchLimit = 256
  /// Records that wait to be read; of more, those before the last ones are passed over.
  static let backlogLimit = 65_536

  /// Which file it is.
  let file: LoginFile
  private let directory: String
  /// Where it is.
  var path: String { "\(directory)/\(file.rawValue)" }
  /// The file that is open; -1: none.
  private(set) var descriptor: CInt = -1
  private var identity: FileIdentity?
  private var offset: Int64 = 0
  /// When it was looked at last, in nanoseconds since 1970.
  private var lastLook: Int64
  /// Only records with a time from then on count, in nanoseconds since 1970.
  private var since: Int64 = .min

  /// Begins at the end of the file.
  ///
  /// - Parameters:
  ///   - file: which file it is.
  ///   - directory: where it is.
  ///   - now: the time, in nanoseconds since 1970.
  init(_ file: LoginFile, in directory: String, now: Int64) {
    self.file = file
    self.directory = directory
    lastLook = now
    // One that cannot be opened is tried again, and complained of, at every look.
    if (try? open()) != nil { offset = wholeSize }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// What was appended since the last look, the rest of a file that was put away included.
  ///
  /// - Parameter now: the time, in nanoseconds since 1970.
  /// - Returns: the records.
  /// - Throws: why there is no file to read.
  func look(now: Int64) throws(Errno) -> Batch {
    var batch = Batch()
    if descriptor >= 0 { try read(into: &batch) }
    guard !batch.hasMore else { return batch }
    defer { lastLook = now }
    if try open() {
      offset = 0
      since = lastLook
      try read(into: &batch)
    }
    return batch
  }

  /// Opens what is at the path now.
  ///
  /// - Returns: whether that is another file than before.
  private func open() throws(Errno) -> Bool {
    let folder = system_name_directory(AT_FDCWD, directory)
    guard folder >= 0 else { throw Errno(rawValue: -folder) }
    defer { close(folder) }
    // No link is followed, and nothing is opened before it is known what it is.
    let named = system_name_beneath(folder, file.rawValue)
    guard named >= 0 else { throw Errno(rawValue: -named) }
    defer { close(named) }
    var status = stat()
    guard fstat(named, &status) == 0 else { throw Errno(rawValue: errno) }
    let found = FileIdentity(status)
    if found == identity { return false }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
    let opened = system_open_named(named)
    guard opened >= 0 else { throw Errno(rawValue: -opened) }
    if descriptor >= 0 { close(descriptor) }
    descriptor = opened
    identity = found
    return true
  }

  /// Bytes of the file's whole records.
  private var wholeSize: Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return 0 }
    let size = Int64(status.st_size)
    return size - size % Int64(LoginRecord.byteCount)
  }

  private func read(into batch: inout Batch) throws(Errno) {
    let end = wholeSize
    if end < offset {
      offset = 0
      since = lastLook
    }
    let size = Int64(LoginRecord.byteCount)
    let excess = (end - offset) / size - Int64(Self.backlogLimit)
    if excess > 0 {
      batch.leftOut += Int(excess)
      offset += excess * size
    }
    let room = Self.batchLimit - batch.records.count
    let count = min(Int((end - offset) / size), room) * LoginRecord.byteCount
    var bytes = [UInt8](repeating: 0, count: count)
    let result = pread(descriptor, &bytes, count, off_t(offset))
    guard result >= 0 else { throw Errno(rawValue: errno) }
    let whole = result - result % LoginRecord.byteCount
    offset += Int64(whole)
    batch.hasMore = whole > 0 && offset < end
    for start in stride(from: 0, to: whole, by: LoginRecord.byteCount) {
      let record = LoginRecord(bytes.span.bytes.extracting(start..<start + LoginRecord.byteCount))
      guard record.latestTime >= since else { continue }
      switch record.meaning(in: file) {
      case .event: batch.records.append(record)
      case .nothing: break
      case .unknown: batch.malformed += 1
      }
    }
  }
}
