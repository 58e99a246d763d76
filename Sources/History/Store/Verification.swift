import Glibc
import Storage
import SystemPackage

/// Whether the history is what was written, as far as that can be told from it alone.
///
/// Each closed segment has a note with the hash of its file, and each note is sealed together with the one
/// before: what was changed, taken out or put in is found, but for one who can seal all notes anew. Who
/// keeps the last seal elsewhere finds that, too.
public struct Verification: Sendable {
  /// What was found of a segment, or between two.
  public enum Finding: Sendable, Equatable, CustomStringConvertible {
    /// The note of a segment does not follow from the one before: a note was changed, or some are missing.
    case brokenChain(file: String)
    /// A line of the chain is no note.
    case unreadableNote(line: Int)
    /// The file is not the one that was closed.
    case changed(file: String)
    /// The file is not there, though older ones are.
    case missing(file: String)
    /// Nobody has noted it, and newer ones are noted.
    case strange(file: String)
    /// The file cannot be read.
    case unreadable(file: String, reason: String)

    public var description: String {
      switch self {
      case .brokenChain(let file):
        "the chain is broken at \(file): its note does not follow from the one before"
      case .unreadableNote(let line): "line \(line) of the chain cannot be read"
      case .changed(let file): "\(file) is not what was written: its hash is another one"
      case .missing(let file): "\(file) is missing, and older segments are there"
      case .strange(let file): "\(file) is in no note"
      case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
      }
    }
  }

  /// Whatever is wrong, the oldest first.
  public private(set) var findings: [Finding] = []
  /// Segments whose file is exactly what was closed.
  public private(set) var sound: [ChainLink] = []
  /// Segments that had to make room, the oldest ones.
  public private(set) var removed = 0
  /// Segments that are not closed: what is being written, or was when the sensor was killed.
  public private(set) var open: [String] = []
  /// The seal of all notes, which noted elsewhere proves that none was changed later; empty: there is none.
  public private(set) var seal = ""

  /// Looks at all of a directory; reads every byte of the segments.
  ///
  /// - Parameters:
  ///   - directory: the segments'.
  ///   - progress: called now and then with the part that is done, 0 to 1.
  /// - Throws: ``HistoryError`` where the directory cannot be read.
  public init(_ directory: String, progress: (Double) -> Void = { _ in }) throws(HistoryError) {
    let folder: Folder
    let names: [SegmentName]
    do throws(Errno) {
      folder = try Folder(directory)
      names = try folder.names().compactMap(SegmentName.init).sorted()
    } catch {
      throw error == .noSuchFileOrDirectory
        ? HistoryError("\(directory): there is no history", .missing)
        : HistoryError("\(directory): cannot be read: \(error)")
    }
    let chain = try Chain(in: folder)
    findings = chain.unreadable.map { .unreadableNote(line: $0) }
    seal = chain.links.last?.seal ?? ""
    let oldest = names.first?.number
    var before = ChainLink.noSeal
    for (index, link) in chain.links.enumerated() {
      if link.seal != link.sealed(after: before) { findings.append(.brokenChain(file: link.file)) }
      before = link.seal
      look(at: link, in: folder, names, oldest: oldest)
      progress(Double(index + 1) / Double(chain.links.count))
    }
    let noted = Set(chain.links.map(\.name.number))
    let last = chain.links.last?.name.number ?? 0
    for name in names where !noted.contains(name.number) {
      // What is being written is newer than all that was closed.
      if name.number > last {
        open.append(name.file)
      } else {
        findings.append(.strange(file: name.file))
      }
    }
  }

  private mutating func look(
    at link: ChainLink, in folder: Folder, _ names: [SegmentName], oldest: UInt64?
  ) {
    guard names.contains(link.name) else {
      if let oldest, link.name.number > oldest {
        findings.append(.missing(file: link.file))
      } else {
        removed += 1
      }
      return
    }
    do throws(Errno) {
      let digest = try Digest(of: try folder.open(link.file, O_RDONLY))
      if digest.text == link.digest {
        sound.append(link)
      } else {
        findings.append(.changed(file: link.file))
      }
    } catch {
      findings.append(.unreadable(file: link.file, reason: "\(error)"))
    }
  }
}
