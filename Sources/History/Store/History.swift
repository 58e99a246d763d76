import Glibc
import Storage
import SystemPackage

/// The history of a host, to be asked: all segments of a directory, perhaps while somebody writes them.
///
/// Used by one thread at a time.
public final class History {
  /// The directory of the segments.
  public let directory: String
  let folder: Folder

  /// Opens one.
  ///
  /// - Throws: ``HistoryError``; `missing` where nothing was ever recorded.
  public init(_ directory: String) throws(HistoryError) {
    self.directory = directory
    do throws(Errno) {
      folder = try Folder(directory)
    } catch {
      throw error == .noSuchFileOrDirectory
        ? HistoryError(
          "\(directory): there is no history; `lookback record` makes one", .missing)
        : HistoryError("\(directory): cannot be read: \(error)")
    }
  }

  /// What of the past could not be read.
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// Which segment, and why.
    public var description: String
    /// When its events were, nanoseconds since 1970; nil: that is not known.
    public var span: ClosedRange<Int64>?
  }

  /// Goes through all events that are meant, in the order in which they were recorded.
  ///
  /// - Parameters:
  ///   - selection: which; others may be among them where only their lines can tell.
  ///   - body: gets each; false: that is enough.
  /// - Returns: what could not be read; the rest was.
  /// - Throws: ``HistoryError`` where the directory cannot be read, and what the body throws.
  public func forEach(
    _ selection: EventSelection, _ body: (SegmentLine) throws -> Bool
  ) throws -> [Problem] {
    var problems: [Problem] = []
    let places = try places(in: selection.times)
    for place in selection.isBackwards ? places.reversed() : places {
      var failure: (any Error)?
      do {
        let isWhole = try SQLiteSegment("\(directory)/\(place.name.file)").forEach(selection) {
          line in
          do {
            return try body(line)
          } catch {
            // Not the segment's, but whoever asks.
            failure = error
            return false
          }
        }
        if let failure { throw failure }
        guard isWhole else { break }
      } catch let error as HistoryError where failure == nil {
        // One that had to make room since the directory was read is no more to be had.
        if error.code == .missing, try !names().contains(place.name) { continue }
        if error.code == .empty { continue }
        problems.append(Problem(description: error.description, span: place.span))
      }
    }
    return problems
  }

  struct Place {
    var name: SegmentName
    /// nil: it is not closed yet, or nobody noted it.
    var span: ClosedRange<Int64>?
  }

  private func names() throws(HistoryError) -> [SegmentName] {
    do throws(Errno) {
      return try folder.names().compactMap(SegmentName.init).sorted()
    } catch {
      throw HistoryError("\(directory): cannot be read: \(error)")
    }
  }

  /// The segments that can have events of those times, the oldest first.
  func places(in times: ClosedRange<Int64>) throws(HistoryError) -> [Place] {
    let chain = try Chain(in: folder)
    var spans: [UInt64: ClosedRange<Int64>] = [:]
    for link in chain.links { spans[link.name.number] = link.span }
    return try names().map { Place(name: $0, span: spans[$0.number]) }
      .filter { $0.span?.overlaps(times) ?? true }
  }

  /// Those that can have events of some times, the oldest first.
  func segments(in times: ClosedRange<Int64>) throws(HistoryError) -> [SegmentName] {
    try places(in: times).map(\.name)
  }

  /// The file of a segment.
  func path(of name: SegmentName) -> String { "\(directory)/\(name.file)" }

  /// The first and the last moment of which there is an event, nanoseconds since 1970; nil: there is none.
  public func span() throws(HistoryError) -> ClosedRange<Int64>? {
    var whole: ClosedRange<Int64>?
    for place in try places(in: .min ... .max) {
      let span: ClosedRange<Int64>?
      if let noted = place.span {
        span = noted
      } else {
        span = try? SQLiteSegment("\(directory)/\(place.name.file)").span
      }
      guard let span else { continue }
      whole =
        whole.map {
          min($0.lowerBound, span.lowerBound)...max($0.upperBound, span.upperBound)
        } ?? span
    }
    return whole
  }
}
