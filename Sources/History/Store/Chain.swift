import Glibc
import Storage
import SystemPackage

/// The notes of all segments that were closed, the oldest first; those of segments that had to make room
/// stay, so that what is missing at the end can be told from what was taken out.
struct Chain {
  static let file = "chain"

  private(set) var links: [ChainLink] = []
  /// Lines that are no notes, counted from 1.
  private(set) var unreadable: [Int] = []
  /// Whether the last line was cut off by a crash.
  private(set) var endsHalfway = false
  /// Bytes of the whole lines.
  private(set) var length: UInt64 = 0

  /// Reads the file of a folder; empty where there is none.
  init(in folder: Folder) throws(HistoryError) {
    let bytes: [UInt8]
    do throws(Errno) {
      let file = try folder.open(Self.file, O_RDONLY)
      bytes = try file.bytes(Int(try file.status().st_size), at: 0)
    } catch {
      if error == .noSuchFileOrDirectory { return }
      throw HistoryError("\(folder.path)/\(Self.file): cannot be read: \(error)")
    }
    let whole = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    endsHalfway = whole < bytes.count
    length = UInt64(whole)
    let text = String(decoding: bytes[..<whole], as: UTF8.self)
    for (index, line) in text.split(separator: "\n").enumerated() {
      if let link = ChainLink(line) {
        links.append(link)
      } else {
        unreadable.append(index + 1)
      }
    }
  }

  /// Appends the note of a segment, and makes it last.
  mutating func append(_ link: ChainLink, in folder: Folder) throws(HistoryError) {
    let line = Array("\(link.line)\n".utf8)
    do throws(Errno) {
      let file = try folder.open(Self.file, O_WRONLY | O_CREAT)
      // Over what a crash has left of a line.
      try file.truncate(to: length)
      var failure: Errno?
      line.withUnsafeBytes { bytes in
        do throws(Errno) { try file.write(bytes, at: length) } catch { failure = error }
      }
      if let failure { throw failure }
      try file.sync()
      try folder.sync()
    } catch {
      throw HistoryError(
        "\(folder.path)/\(Self.file): cannot be written: \(error)",
        error == .noSpace ? .full : .other)
    }
    length += UInt64(line.count)
    endsHalfway = false
    links.append(link)
  }

  var lastSeal: String { links.last?.seal ?? ChainLink.noSeal }
}
