import CSystemCalls
import Glibc
import SystemPackage

/// The file in which a sensor leaves signs of life; one sensor has it at a time.
///
/// It has two places of one line each, written in turn: a beat that was cut off, or that the disk has
/// lost, leaves the one before it. Nothing is renamed, so who has it locked has this very file.
final class HeartbeatFile: Sendable {
  /// What the sensor before has left.
  enum Contents: Equatable {
    /// There was none.
    case nothing
    case beat(Beat)
    /// Something else.
    case unreadable
  }

  let path: String
  private let descriptor: CInt

  /// Bytes of a place: a line, blanks and a newline.
  static let placeSize = 512
  private static let placeCount = 2

  /// Opens or makes it, for its owner only.
  ///
  /// - Throws: ``HeartbeatError`` if another sensor has it, or others could tamper with it.
  init(_ path: String) throws(HeartbeatError) {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let opened = open(path, flags, 0o600)
    guard opened >= 0 else { throw .last(path) }
    self.path = path
    descriptor = opened
    var facts = stat()
    guard fstat(opened, &facts) == 0 else { throw .last(path) }
    guard facts.st_mode & S_IFMT == S_IFREG, facts.st_nlink == 1 else {
      throw HeartbeatError(path, "is no regular file of one name")
    }
    guard facts.st_uid == geteuid(), facts.st_mode & 0o022 == 0 else {
      throw HeartbeatError(path, "belongs to somebody else, or others may write to it")
    }
    guard facts.st_size <= Self.placeSize * Self.placeCount else {
      throw HeartbeatError(path, "is something else, of \(facts.st_size) bytes")
    }
    var owner: UInt32 = 0
    switch system_lock_file(opened, &owner) {
    case 0: break
    case -EAGAIN:
      throw HeartbeatError(
        path, "another sensor has it, the process \(owner): give this one a --heartbeat of its own")
    case let error: throw HeartbeatError(path, Errno(rawValue: -error).description)
    }
  }

  deinit {
    close(descriptor)
  }

  /// What is in it.
  ///
  /// - Throws: why it cannot be read.
  func read() throws(HeartbeatError) -> Contents {
    // One byte more would be in no file of ours.
    var bytes = [UInt8](repeating: 0, count: Self.placeSize * Self.placeCount + 1)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw .last(path) }
    guard count > 0 else { return .nothing }
    let beats = (0..<Self.placeCount).compactMap { place -> Beat? in
      let begin = min(place * Self.placeSize, count)
      let line = bytes[begin..<min(begin + Self.placeSize, count)].prefix { $0 != 0x0a }
      return Beat(String(decoding: line, as: UTF8.self))
    }
    guard let newest = beats.max(by: { $0.number < $1.number }) else { return .unreadable }
    return .beat(newest)
  }

  /// Takes the place of the beat before the last.
  ///
  /// - Parameters:
  ///   - beat: numbered one higher than the last.
  ///   - durably: whether to wait until the disk has it.
  /// - Throws: why it cannot be written.
  func write(_ beat: Beat, durably: Bool) throws(Errno) {
    var line = Array(beat.text.utf8)
    guard line.count < Self.placeSize else { throw .fileTooLarge }
    line += repeatElement(UInt8(ascii: " "), count: Self.placeSize - 1 - line.count)
    line.append(0x0a)
    let place = Int(beat.number % UInt64(Self.placeCount)) * Self.placeSize
    // The first beat leaves a hole where the other place is: zeros, which are no beat.
    let written = pwrite(descriptor, line, line.count, off_t(place))
    guard written == line.count else {
      throw written < 0 ? Errno(rawValue: errno) : .noSpace
    }
    if durably {
      guard fdatasync(descriptor) == 0 else { throw Errno(rawValue: errno) }
    }
  }
}
