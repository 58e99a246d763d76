import Storage
import SystemPackage

/// The files of the segments in a directory.
struct SegmentFiles: Sendable {
  let folder: Folder
  /// Told what is worth a message.
  let report: @Sendable (String) -> Void

  func path(_ name: SegmentName) -> String { "\(folder.path)/\(name.file)" }

  /// All that are there, the oldest first.
  func names() throws(HistoryError) -> [SegmentName] {
    do throws(Errno) {
      return try folder.names().compactMap(SegmentName.init).sorted()
    } catch {
      throw HistoryError("\(folder.path): cannot be read: \(error)")
    }
  }

  /// Gives one that cannot be read another name; the rest of the history answers.
  func putAside(_ name: SegmentName, _ reason: HistoryError? = nil) {
    do throws(Errno) {
      try folder.rename(name.file, to: name.file + SegmentName.damagedEnding)
      report("\(name.file) cannot be read and was put aside\(reason.map { ": \($0)" } ?? "")")
    } catch {
      report("\(name.file) cannot be read, and not be put aside: \(error)")
    }
  }

  /// Removes the file, and what SQLite keeps beside it.
  func remove(_ name: SegmentName) {
    for ending in ["", "-wal", "-shm"] {
      do throws(Errno) {
        try folder.remove(name.file + ending)
      } catch {
        guard error != .noSuchFileOrDirectory else { continue }
        report("\(name.file)\(ending) cannot be removed: \(error)")
      }
    }
  }
}
